namespace Unroll.Tests.Formats;

internal static class OneLine
{
    /// <summary>Runs something that must fail with an UnrollException of one line, and returns that line.</summary>
    public static string Of(Action action)
    {
        string message = Assert.Throws<UnrollException>(action).Message;
        Assert.NotEmpty(message);
        Assert.DoesNotContain(message, char.IsControl);
        return message;
    }
}
