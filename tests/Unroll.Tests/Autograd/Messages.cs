namespace Unroll.Tests.Autograd;

/// <summary>Checks what a person reads when the arguments do not fit.</summary>
internal static class Messages
{
    public static void Throws(string message, Action action)
    {
        var error = Assert.ThrowsAny<ArgumentException>(action);
        Assert.StartsWith(message, error.Message, StringComparison.Ordinal);
    }
}
