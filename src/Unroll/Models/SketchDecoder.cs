namespace Unroll.Models;

/// <summary>The decoder of a <see cref="SketchModel"/>.</summary>
public enum SketchDecoder
{
    /// <summary>An LSTM.</summary>
    Lstm,

    /// <summary>An LSTM with layer norm of each gate (Ba et al. 2016).</summary>
    LayerNormLstm,

    /// <summary>An LSTM whose weights a smaller one scales at every step (Ha, Dai and Le 2016); step by step on the tape, and slow.</summary>
    HyperLstm,
}
