namespace Unroll;

/// <summary>Bad input or a failed operation, told in one line: what was wrong, where, and what to do.</summary>
public sealed class UnrollException : Exception
{
    /// <summary>Creates the exception with its one-line message.</summary>
    public UnrollException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the exception with its one-line message and the cause.</summary>
    public UnrollException(string message, Exception? inner)
        : base(message, inner)
    {
    }
}
