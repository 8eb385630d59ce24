namespace Unroll;

/// <summary>
/// Input that cannot be used: a file, a model or a setting. The message is one line that says what was wrong, where (file, line, byte),
/// and what to do about it; it is meant to be shown to a person as it is.
/// </summary>
public sealed class UnrollException : Exception
{
    /// <summary>An exception without a message of its own.</summary>
    public UnrollException()
    {
    }

    /// <summary>An exception with one clear line.</summary>
    /// <param name="message">What was wrong, where, and what to do.</param>
    public UnrollException(string message)
        : base(message)
    {
    }

    /// <summary>An exception with one clear line and the error that led to it.</summary>
    /// <param name="message">What was wrong, where, and what to do.</param>
    /// <param name="innerException">The error that led to it.</param>
    public UnrollException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
