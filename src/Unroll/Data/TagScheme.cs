namespace Unroll.Data;

/// <summary>How the tags of a sequence mark the spans in it.</summary>
public enum TagScheme
{
    /// <summary>Each tag stands for itself (parts of speech).</summary>
    Plain,

    /// <summary>B- begins a span and I- goes on with it; O is outside (Ramshaw and Marcus 1995, every span with its B-).</summary>
    Bio,

    /// <summary>B- begins, I- goes on, E- (or L-) ends a span of several steps, S- (or U-) is a span of one; O is outside.</summary>
    Iobes,
}
