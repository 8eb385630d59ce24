namespace Unroll;

/// <summary>
/// Something outside the program is wrong: a file, a folder, the user's data. The message is one line that says what was
/// wrong, where, and what to do, ready to be shown as it is. Wrong arguments throw <see cref="ArgumentException"/> instead.
/// </summary>
public sealed class UnrollException : Exception
{
    /// <summary>An error described by one clear line.</summary>
    public UnrollException(string message)
        : base(message)
    {
    }

    /// <summary>An error described by one clear line, with the exception that caused it.</summary>
    public UnrollException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }
}
