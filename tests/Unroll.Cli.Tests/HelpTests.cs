using System.Text.RegularExpressions;

namespace Unroll.Cli.Tests;

/// <summary>What the command says about itself.</summary>
public sealed class HelpTests
{
    [Theory]
    [InlineData("recipes")]
    [InlineData("run")]
    [InlineData("train")]
    [InlineData("resume")]
    [InlineData("eval")]
    [InlineData("predict")]
    [InlineData("quiz")]
    [InlineData("inspect")]
    [InlineData("export")]
    [InlineData("data")]
    [InlineData("data", "get")]
    [InlineData("bench")]
    [InlineData("doctor")]
    public void EachCommandHasAnExample(params string[] command)
    {
        string help = Cli.Run(Path.GetTempPath(), [.. command, "--help"]).Succeeded();

        string examples = help[help.IndexOf("Examples:", StringComparison.Ordinal)..];
        Assert.Contains($"unroll {string.Join(' ', command)}", examples, StringComparison.Ordinal);
        Assert.DoesNotContain("--checkpoint-seconds", help, StringComparison.Ordinal);
    }

    [Fact]
    public void AloneItShowsEveryCommandThatThereIs()
    {
        string overview = Cli.Run(Path.GetTempPath()).Succeeded();
        string help = Cli.Run(Path.GetTempPath(), "--help").Succeeded();

        string commands = help[help.IndexOf("Commands:", StringComparison.Ordinal)..];
        string[] names = [.. Regex.Matches(commands, @"^  ([a-z]+) ", RegexOptions.Multiline).Select(m => m.Groups[1].Value)];
        Assert.InRange(names.Length, 12, 20);
        Assert.All(names, name => Assert.Matches($@"(^|\s){name}\s", overview));
    }

    [Fact]
    public void TheVersionIsOneLine() => Assert.Matches(@"^\d+\.\d+\.\d+\n$", Cli.Run(Path.GetTempPath(), "--version").Succeeded());

    [Fact]
    public void DoctorNamesWhatMatters()
    {
        string report = Cli.Run(Path.GetTempPath(), "doctor", "--threads", "1").Succeeded();

        Assert.Contains(".NET", report, StringComparison.Ordinal);
        Assert.Matches(@"threads +1 used of \d+", report);
        Assert.Matches(@"simd +(scalar|\d+ bits)", report);
        Assert.Contains("data surnames", report, StringComparison.Ordinal);
    }
}
