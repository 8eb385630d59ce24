using System.Text.RegularExpressions;
using Unroll.Reports.Terminal;

namespace Unroll.Tests.Reports;

public sealed class AnsiStripTests
{
    private static readonly string[] Labels = ["English", "Greek", "Irish", "Thai"];
    private static readonly float[][] Probabilities = [[0.1f, 0.2f, 0.65f, 0.05f], [0.97f, 0.01f, 0.015f, 0.005f]];

    [Fact]
    public void PlainTextHasNoEscapesAndLinesUp()
    {
        var text = AnsiStrip.Render(["a", "王"], Probabilities, Labels, AnsiColors.None);
        Assert.Equal(" a   Irish    65%  Greek    20%  English  10%\n 王  English  97%  Irish     2%  Greek     1%\n", text);
    }

    [Theory]
    [InlineData(AnsiColors.TrueColor, @"\e\[(30|97);48;2;\d{1,3};\d{1,3};\d{1,3}m")]
    [InlineData(AnsiColors.Palette256, @"\e\[(30|97);48;5;\d{2,3}m")]
    public void ColouredTextIsThePlainOneWithEachCellReset(AnsiColors colors, string opening)
    {
        var text = AnsiStrip.Render(["a", "王"], Probabilities, Labels, colors, top: 2);
        Assert.Equal(4, Regex.Count(text, opening));
        Assert.Equal(4, Regex.Count(text, @"\e\[0m"));
        var bare = Regex.Replace(text, @"\e\[[\d;]*m", "");
        var plain = AnsiStrip.Render(["a", "王"], Probabilities, Labels, AnsiColors.None, top: 2);
        Assert.Equal(plain.Split('\n'), bare.Split('\n').Select(l => l.TrimEnd()));
    }

    [Fact]
    public void CharactersCannotSteerTheTerminal()
    {
        var text = AnsiStrip.Render(["\e[2J", "\u202E"], Probabilities, ["\a", "b\nc", "d", "e"], AnsiColors.None);
        Assert.DoesNotMatch(@"[\x00-\x09\x0B-\x1F\x7F-\x9F\u202E]", text);
        Assert.Equal(2, text.Count(c => c == '\n'));
    }

    [Fact]
    public void ShapesAreChecked()
    {
        Assert.Throws<ArgumentException>(() => AnsiStrip.Render(["a"], Probabilities, Labels, AnsiColors.None));
        Assert.Throws<ArgumentException>(() => AnsiStrip.Render(["a", "b"], Probabilities, ["one"], AnsiColors.None));
        Assert.Throws<ArgumentOutOfRangeException>(() => AnsiStrip.Render(["a", "b"], Probabilities, Labels, AnsiColors.None, top: 0));
        Assert.Equal("", AnsiStrip.Render([], [], Labels, AnsiColors.TrueColor));
    }
}
