using System.Globalization;
using System.Xml.Linq;
using Unroll.Reports.Charts;

namespace Unroll.Tests.Reports;

public sealed class ChartTests
{
    public static TheoryData<string> Odd => ["empty", "one", "nan", "infinite", "equal", "zero", "huge", "tiny"];

    [Theory]
    [MemberData(nameof(Odd))]
    public void AnyDataIsDrawn(string kind)
    {
        double[] values = kind switch
        {
            "empty" => [],
            "one" => [3],
            "nan" => [double.NaN, 1, double.NaN],
            "infinite" => [double.PositiveInfinity, 1, double.NegativeInfinity],
            "equal" => [2, 2, 2],
            "zero" => [0, 0, 0],
            "huge" => [-1e308, 0, 1e308],
            _ => [1e-300, 2e-300, 5e-320],
        };
        string[] names = [.. values.Select((_, i) => "n" + i)];
        int[] zeros = new int[values.Length];
        var grid = new double[values.Length, values.Length];
        for (var i = 0; i < values.Length; i++)
        {
            grid[i, 0] = values[i];
        }

        IChart[] charts =
        [
            .. from log in new[] { false, true } from logX in new[] { false, true } select new LineChart([new("a", values, values)]) { LogY = log, LogX = logX },
            .. from log in new[] { false, true } from lying in new[] { false, true } select new BarChart(names, [new("a", values), new("b", [])]) { Log = log, Horizontal = lying },
            new HeatMap(names, names, grid) { CellText = (_, _, _) => "x" },
            new ScatterChart(values, values, zeros, ["only"]),
            new CharacterStrip(names, [.. values.Select(v => (float[])[(float)v, 0.5f])], ["a", "b"]),
        ];
        foreach (var chart in charts)
        {
            var svg = XElement.Parse(chart.ToSvg());
            Assert.Equal("svg", svg.Name);
            Assert.NotEmpty(svg.Elements());
            Assert.DoesNotContain("NaN", string.Concat(svg.Descendants().Attributes().Select(a => a.Value)), StringComparison.Ordinal);
        }
    }

    [Fact]
    public void ChartsWithoutAnySeriesSayNoData()
    {
        IChart[] charts = [new LineChart([]), new BarChart([], []), new HeatMap([], [], new double[0, 0]), new ScatterChart([], [], [], []), new CharacterStrip([], [], [])];
        Assert.All(charts, c => Assert.Contains("no data", c.ToSvg(), StringComparison.Ordinal));
    }

    [Fact]
    public void AGapSplitsALine()
    {
        double[] x = [1, 2, 3, 4, 5];
        var svg = XElement.Parse(new LineChart([new("a", x, [1, 2, double.NaN, 4, 5])]).ToSvg());
        Assert.Equal(2, svg.Elements("polyline").Count());
        Assert.Equal(4, svg.Elements("circle").Count());
    }

    /// <summary>Shares that are all small, or all zero, still lie on an axis from 0 to 1.</summary>
    [Theory]
    [InlineData(0.0)]
    [InlineData(0.004)]
    public void SharesLieBetweenNoneAndAll(double share)
    {
        string svg = new PlaneChart([new PlaneSeries("gate", [share, share], [0, share])]) { Shares = true }.ToSvg();
        XElement[] ticks = [.. XElement.Parse(svg).Elements("text").Where(t => t.Attribute("class")!.Value.Contains("tick", StringComparison.Ordinal))];
        double[] labels = [.. ticks.Select(t => double.Parse(t.Value, CultureInfo.InvariantCulture))];
        Assert.Equal(0, labels.Min());
        Assert.Equal(1, labels.Max());
        Assert.True(labels.Length >= 8, "both axes have ticks");
    }

    [Fact]
    public void ALongLineKeepsItsPeak()
    {
        double[] x = [.. Enumerable.Range(0, 50_000).Select(i => (double)i)], y = new double[x.Length];
        y[31_415] = 1;
        var svg = XElement.Parse(new LineChart([new("a", x, y)]).ToSvg());
        var heights = svg.Element("polyline")!.Attribute("points")!.Value.Split(' ').Select(p => double.Parse(p.Split(',')[1], CultureInfo.InvariantCulture)).ToArray();
        Assert.True(heights.Length < 1000);
        Assert.Single(heights, h => h == heights.Min());
    }

    [Fact]
    public void EighteenCategoriesAreAllToldApart()
    {
        int[] categories = [.. Enumerable.Range(0, 18)];
        double[] at = [.. categories.Select(c => (double)c)];
        var svg = XElement.Parse(new ScatterChart(at, at, categories, [.. categories.Select(c => "c" + c)]).ToSvg());
        var looks = svg.Elements("g").Where(g => g.Attribute("class")!.Value.StartsWith("ser", StringComparison.Ordinal))
            .Select(g => g.Elements().Single()).Select(m => m.Name.LocalName + m.Attribute("class")!.Value).ToArray();
        Assert.Equal(18, looks.Distinct().Count());
    }

    [Fact]
    public void BarsOfALogarithmicAxisGrowByEqualStepsForEqualFactors()
    {
        var svg = XElement.Parse(new BarChart(["a", "b", "c"], [new("n", [1, 10, 100])]) { Log = true }.ToSvg());
        var widths = svg.Elements("rect").Select(r => double.Parse(r.Attribute("width")!.Value, CultureInfo.InvariantCulture)).ToArray();
        Assert.Equal(3, widths.Length);
        Assert.True(widths[0] > 0);

        // Coordinates are written with two decimals.
        Assert.Equal(widths[2] - widths[1], widths[1] - widths[0], 0.03);
    }

    [Fact]
    public void HeatMapCellsTakeTheColourOfTheirValueAndCarryTheirTip()
    {
        var svg = XElement.Parse(new HeatMap(["r"], ["a", "b", "c"], new[,] { { 0, 0.5, 1 } }) { CellTip = (r, c, v) => $"tip {r}{c}" }.ToSvg());
        var cells = svg.Elements("rect").Where(r => r.Element("title") is not null).ToArray();
        Assert.Equal(["v0 h hit", "v16 h hit", "v32 h hit"], cells.Select(c => c.Attribute("class")!.Value));
        Assert.Equal(["tip 00", "tip 01", "tip 02"], cells.Select(c => c.Element("title")!.Value));
    }

    [Fact]
    public void StripShowsTheClassesThatWereLikeliestSomewhere()
    {
        var svg = new CharacterStrip(["a", "b"], [[0.9f, 0.05f, 0.05f], [0.1f, 0.2f, 0.7f]], ["first", "never", "last"]) { Classes = 2 }.ToSvg();
        Assert.Contains("first", svg, StringComparison.Ordinal);
        Assert.Contains("last", svg, StringComparison.Ordinal);
        Assert.DoesNotContain("never", svg, StringComparison.Ordinal);
        Assert.Contains("after ab\nlast: 70.0%", svg, StringComparison.Ordinal);
    }
}
