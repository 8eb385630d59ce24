using Unroll.Reports.Charts;
using Unroll.Reports.Text;

namespace Unroll.Tests.Reports;

public sealed class AxisTests
{
    [Theory]
    [InlineData(0, 1, "0,0.2,0.4,0.6,0.8,1.0")]
    [InlineData(0.31, 0.87, "0.3,0.4,0.5,0.6,0.7,0.8,0.9")]
    [InlineData(-3, 4, "-3,-2,-1,0,1,2,3,4")]
    [InlineData(0, 4609, "0,1000,2000,3000,4000,5000")]
    [InlineData(0, 93000, "0,20k,40k,60k,80k,100k")]
    [InlineData(0, 0.001, "0,0.0002,0.0004,0.0006,0.0008,0.0010")]
    [InlineData(0, 0.00005, "0,1e-5,2e-5,3e-5,4e-5,5e-5")]
    public void LinearTicksAreRound(double low, double high, string labels)
    {
        var axis = Axis.Linear([low, high], 0, 100);
        Assert.Equal(labels, string.Join(',', axis.Ticks.Select(t => t.Label)));
    }

    [Theory]
    [InlineData(1, 100000, "1,10,100,1000,10k,100k")]
    [InlineData(0.001, 1, "0.001,0.01,0.1,1")]
    [InlineData(5, 100, "5,10,20,50,100")]
    public void LogarithmicTicksAreDecadesOrTheirParts(double low, double high, string labels)
    {
        var axis = Axis.Log([low, high], 0, 100);
        Assert.Equal(labels, string.Join(',', axis.Ticks.Select(t => t.Label)));
    }

    [Fact]
    public void WholeTicksAreNeverFractions()
    {
        var axis = Axis.Linear([1, 3], 0, 100, ticks: 8, whole: true);
        Assert.Equal([1, 2, 3], axis.Ticks.Select(t => t.Value));
        Assert.Equal(0, axis.Map(1), 9);
        Assert.Equal(100, axis.Map(3), 9);
    }

    [Theory]
    [InlineData(0.83451, "0.8345")]
    [InlineData(14049, "14,049")]
    [InlineData(12.3456, "12.346")]
    [InlineData(1234.56, "1,234.6")]
    [InlineData(0.0000123, "1.23e-5")]
    [InlineData(-2.5, "-2.5")]
    [InlineData(0, "0")]
    [InlineData(double.NaN, "NaN")]
    public void ValuesReadWell(double value, string text) => Assert.Equal(text, Numbers.Value(value));

    [Fact]
    public void LabelsAreCutAtWholeCharacters()
    {
        var family = "👩‍👩‍👧";
        var three = family + family + family;

        // At 12 pixels a family takes 12.6 and the ellipsis 6.8, whatever it is joined from.
        Assert.Equal(three, TextMetrics.Fit(three, 12, 38));
        Assert.Equal(family + family + "…", TextMetrics.Fit(three, 12, 37));
        Assert.Equal(family + "…", TextMetrics.Fit(three, 12, 30));
        Assert.Equal("short", TextMetrics.Fit("short", 12, 100));
    }
}
