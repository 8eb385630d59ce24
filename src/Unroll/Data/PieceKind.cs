namespace Unroll.Data;

/// <summary>What a text is cut into for a language model.</summary>
public enum PieceKind
{
    /// <summary>Characters as people count them (Unicode text elements).</summary>
    Characters,

    /// <summary>Words, numbers, punctuation marks and line ends; spaces are left out and put back when writing.</summary>
    Words,

    /// <summary>The bytes of UTF-8, or of any other file.</summary>
    Bytes,

    /// <summary>Whatever stands between spaces, as it is, and line ends: notes, codes, words that somebody else has separated.</summary>
    Tokens,
}
