using System.Globalization;
using System.Text.RegularExpressions;
using System.Xml;
using System.Xml.Linq;
using Unroll.Reports;
using Unroll.Reports.Sections;

namespace Unroll.Tests.Reports;

public sealed class ReportBuilderTests
{
    [Fact]
    public void ThePageIsWellFormedAndHostileTextStaysText()
    {
        var page = Parse(Sample.Report().ToHtml());

        // One script and one style, ours; what looked like markup in names is text.
        Assert.Single(page.Descendants("script"));
        Assert.Single(page.Descendants("style"));
        Assert.Empty(page.Descendants("b").Elements("script"));
        Assert.Contains("<script>alert('x')</script> \"q\" & ]]>", page.Descendants("h1").Single().Value, StringComparison.Ordinal);
        Assert.Contains(page.Descendants("svg"), svg => svg.Attribute("aria-label")!.Value.Contains("<script>alert('x')", StringComparison.Ordinal));
        Assert.DoesNotContain(page.Descendants().Attributes(), a => a.Name.LocalName.StartsWith("on", StringComparison.Ordinal));
        Assert.True(page.Descendants("svg").Count() >= 8);
    }

    [Fact]
    public void NothingIsFetched()
    {
        var html = Sample.Report().ToHtml();
        Assert.DoesNotContain("http:", html, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("https:", html, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("@import", html, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("url(", html, StringComparison.OrdinalIgnoreCase);
        var page = Parse(html);
        Assert.Empty(page.Descendants("link"));
        Assert.All(page.Descendants().Attributes("src"), a => Assert.StartsWith("data:", a.Value, StringComparison.Ordinal));
        Assert.All(page.Descendants().Attributes("href"), a => Assert.StartsWith("#", a.Value, StringComparison.Ordinal));
        Assert.Contains("default-src 'none'", html, StringComparison.Ordinal);
    }

    [Fact]
    public void NumbersDoNotDependOnTheCulture()
    {
        var before = CultureInfo.CurrentCulture;
        var expected = Sample.Report().ToHtml();
        try
        {
            var comma = (CultureInfo)CultureInfo.InvariantCulture.Clone();
            comma.NumberFormat.NumberDecimalSeparator = ",";
            comma.NumberFormat.NumberGroupSeparator = "'";
            comma.NumberFormat.NegativeSign = "~";
            CultureInfo.CurrentCulture = comma;
            Assert.Equal(expected, Sample.Report().ToHtml());
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Fact]
    public void NumbersOfDrawingsAreFinite()
    {
        foreach (var attribute in Parse(Sample.Report().ToHtml()).Descendants("svg").DescendantsAndSelf().Attributes())
        {
            if (attribute.Name.LocalName is "x" or "y" or "x1" or "x2" or "y1" or "y2" or "cx" or "cy" or "r" or "width" or "height")
            {
                Assert.Matches(new Regex(@"^-?\d+(\.\d{1,2})?$"), attribute.Value);
            }
        }
    }

    [Fact]
    public void CurvesGroupSplitsOfAMetricIntoOneChart()
    {
        var report = new ReportBuilder("r");
        report.AddCurves(
        [
            new Dictionary<string, double> { ["epoch"] = 1, ["train_loss"] = 2, ["valid_loss"] = 3, ["valid_accuracy"] = 0.5, ["seconds"] = 1, ["learning_rate"] = 0.1 },
            new Dictionary<string, double> { ["epoch"] = 2, ["train_loss"] = 1, ["valid_loss"] = 2, ["valid_accuracy"] = 0.6, ["seconds"] = 2, ["learning_rate"] = 0.1 },
        ]);
        var page = Parse(report.ToHtml());

        // A constant learning rate and the seconds are no curves.
        Assert.Equal(["Loss by epoch.", "Accuracy by epoch."], page.Descendants("figcaption").Select(c => c.Value));
        var loss = page.Descendants("svg").First();
        var written = loss.Descendants("text").Select(t => t.LastNode!.ToString()).ToArray();
        Assert.All(["train", "valid", "epoch", "loss"], word => Assert.Contains(word, written));
        Assert.Equal(4, loss.Elements("polyline").Count()); // two lines, each also in the legend
    }

    [Fact]
    public void ComparisonMarksTheBestOfEachColumn()
    {
        var page = Parse(Sample.Report().ToHtml());
        var marked = page.Descendants("strong").Select(s => s.Value).ToArray();
        Assert.Equal(["20", "0.9000 ± 0.0200"], marked);
    }

    [Fact]
    public void TheLeastScoreOfPrognosticsIsBestAndNoBiasOrCoverageIs()
    {
        var report = new ReportBuilder("r");
        report.AddComparison(
        [
            new ComparisonRow("a", [new("phm_score", 3), new("bias", 5), new("interval_coverage", 0.7)]),
            new ComparisonRow("b", [new("phm_score", 4), new("bias", -5), new("interval_coverage", 0.9)]),
        ]);
        Assert.Equal(["3"], Parse(report.ToHtml()).Descendants("strong").Select(s => s.Value));
    }

    [Fact]
    public void SaveReplacesAndLeavesNothingBehind()
    {
        var folder = Directory.CreateTempSubdirectory("unroll-report-");
        try
        {
            var path = Path.Combine(folder.FullName, "report.html");
            new ReportBuilder("first").Save(path);
            new ReportBuilder("second").Save(path);
            Assert.Contains("<h1>second</h1>", File.ReadAllText(path), StringComparison.Ordinal);
            Assert.Equal(["report.html"], folder.GetFiles().Select(f => f.Name));

            // A folder stands where the file should go: one line, and no temporary file stays.
            var taken = Directory.CreateDirectory(Path.Combine(folder.FullName, "taken"));
            var e = Assert.Throws<UnrollException>(() => new ReportBuilder("third").Save(taken.FullName));
            Assert.StartsWith($"cannot write the report '{taken.FullName}'", e.Message, StringComparison.Ordinal);
            Assert.Equal(["report.html"], folder.GetFiles().Select(f => f.Name));
            Assert.Throws<UnrollException>(() => new ReportBuilder("x").Save(Path.Combine(folder.FullName, "missing", "report.html")));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static XElement Parse(string html)
    {
        using var reader = XmlReader.Create(new StringReader(html), new XmlReaderSettings { DtdProcessing = DtdProcessing.Ignore });
        return XElement.Load(reader);
    }
}
