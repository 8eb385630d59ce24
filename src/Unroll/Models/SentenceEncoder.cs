namespace Unroll.Models;

/// <summary>How a sentence becomes one vector.</summary>
public enum SentenceEncoder
{
    /// <summary>A recurrent stack over the words and the largest value of each unit over time.</summary>
    Recurrent,

    /// <summary>Convolutions of several widths and the largest answer of each filter over time (Kim 2014).</summary>
    Convolution,
}
