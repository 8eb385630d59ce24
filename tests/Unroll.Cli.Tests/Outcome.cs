namespace Unroll.Cli.Tests;

/// <summary>How a command ended.</summary>
internal sealed record Outcome(int Code, string Out, string Error)
{
    /// <summary>Holds if the command failed with one clear line on standard error and nothing on standard output.</summary>
    public string FailedWith(int code, params string[] parts)
    {
        Assert.True(Code == code, $"expected exit code {code}, got {Code}: {Error}");
        Assert.Equal("", Out);
        string line = OneLine();
        Assert.All(parts, part => Assert.Contains(part, line, StringComparison.Ordinal));
        return line;
    }

    /// <summary>The single line of standard error.</summary>
    public string OneLine()
    {
        string[] lines = Error.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        string line = Assert.Single(lines);
        Assert.StartsWith("unroll: ", line, StringComparison.Ordinal);
        Assert.InRange(line.Length, 12, 600);
        Assert.DoesNotContain("   at ", line, StringComparison.Ordinal);
        Assert.DoesNotContain("unexpected", line, StringComparison.Ordinal);
        return line;
    }

    /// <summary>Standard output of a command that must have succeeded.</summary>
    public string Succeeded()
    {
        Assert.True(Code == 0, $"expected exit code 0, got {Code}: {Error}");
        return Out;
    }
}
