namespace Unroll.Reports.Terminal;

/// <summary>What colours a terminal shows.</summary>
public enum AnsiColors
{
    /// <summary>None: plain text, for files and pipes.</summary>
    None,

    /// <summary>The 256-colour palette of xterm.</summary>
    Palette256,

    /// <summary>24-bit colour.</summary>
    TrueColor,
}
