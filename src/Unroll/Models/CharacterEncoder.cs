namespace Unroll.Models;

/// <summary>How a tagger reads the letters of a word.</summary>
public enum CharacterEncoder
{
    /// <summary>Not at all.</summary>
    None,

    /// <summary>A bidirectional LSTM: the last state of each direction (Lample et al. 2016).</summary>
    Recurrent,

    /// <summary>A convolution over windows of three letters and the maximum of each filter (Ma and Hovy 2016).</summary>
    Convolution,
}
