using System.Text.RegularExpressions;
using Unroll.Reports.Charts;

namespace Unroll.Tests.Reports;

public sealed class ColorTests
{
    [Fact]
    public void MapsRunEvenlyFromDarkToLightOrBack()
    {
        // Without an even course of lightness a map lies in grey and to colour-blind eyes.
        static double Lightness((byte R, byte G, byte B) c) => 0.2126 * c.R + 0.7152 * c.G + 0.0722 * c.B;
        for (var i = 1; i < ColorMap.Levels; i++)
        {
            double before = (i - 1.0) / (ColorMap.Levels - 1), after = i / (ColorMap.Levels - 1.0);
            Assert.True(Lightness(ColorMap.Dark(after)) > Lightness(ColorMap.Dark(before)));
            Assert.True(Lightness(ColorMap.Light(after)) < Lightness(ColorMap.Light(before)));
        }
    }

    [Fact]
    public void ValuesOutsideTakeTheEnds()
    {
        Assert.Equal("v0", ColorMap.LevelClass(-3));
        Assert.Equal("v32", ColorMap.LevelClass(double.PositiveInfinity));
        Assert.Equal("vn", ColorMap.LevelClass(double.NaN));
    }

    [Fact]
    public void StyleDefinesEveryColourForBothGrounds()
    {
        for (var i = 0; i < ColorMap.Levels; i++)
        {
            Assert.Equal(2, Regex.Count(ChartStyle.Css, $@"\.v{i}\{{"));
        }

        for (var i = 0; i < Palette.Colors; i++)
        {
            Assert.Equal(2, Regex.Count(ChartStyle.Css, $@"\.c{i}\{{"));
        }

        Assert.DoesNotContain("<", ChartStyle.Css, StringComparison.Ordinal);
        Assert.DoesNotContain("&", ChartStyle.Css, StringComparison.Ordinal);
    }
}
