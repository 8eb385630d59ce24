using System.Numerics;
using System.Xml.Linq;
using Unroll.Data;
using Unroll.Layers;
using Unroll.Models;
using Unroll.Recurrent;
using Unroll.Reports;
using Unroll.Reports.Pictures;
using Unroll.Reports.Sections;

namespace Unroll.Tests.Reports;

public sealed class ParameterSectionsTests
{
    [Fact]
    public void EigenvaluesOfARotationLieOnTheCircle()
    {
        var layer = new RecurrentLayer(1, new RecurrentOptions(Cell.Elman, 2));
        float c = MathF.Cos(0.7f), s = MathF.Sin(0.7f);
        float[] rotation = [c, -s, s, c];
        rotation.CopyTo(layer.Parameters().Single(p => p.Name == "weight_hh_l0").Parameter.Value.Span);
        RecurrentMatrix matrix = Assert.Single(RecurrentMatrix.Of(layer));
        Complex[] values = [.. matrix.Eigenvalues().OrderBy(v => v.Imaginary)];
        Assert.Equal(-0.7, values[0].Phase, 1e-6);
        Assert.Equal(0.7, values[1].Phase, 1e-6);
        Assert.All(values, v => Assert.Equal(1, v.Magnitude, 1e-6));
        Assert.Equal(1, matrix.SpectralNorm(), 1e-6);
    }

    [Theory]
    [InlineData("lstm", "input,forget,candidate,output")]
    [InlineData("gru", "reset,update,candidate_hidden")]
    [InlineData("gru-reset-before", "reset,update,candidate")]
    [InlineData("elman", "h")]
    public void ABlockOfTheHiddenWeightsIsNamedAfterItsGate(string cell, string gates)
    {
        Cell parsed = Cell.Parse(cell);
        Assert.Equal(gates.Split(','), parsed.HiddenGates);
        var layer = new RecurrentLayer(3, new RecurrentOptions(parsed, 4));
        Assert.Equal(gates.Split(',').Length, RecurrentMatrix.Of(layer).Count);
    }

    [Fact]
    public void EverythingThatThereIsToSeeIsShown()
    {
        string html = Report(Model(), trace: true);
        Assert.All(
            ["Weights", "Recurrent matrices", "Gates", "Path of the hidden state", "Neighbours in the embedding"],
            heading => Assert.Contains($"<h2>{heading}</h2>", html, StringComparison.Ordinal));
        XDocument.Parse(html[html.IndexOf("<html", StringComparison.Ordinal)..]);
    }

    [Fact]
    public void WhatIsNotGivenIsLeftOut()
    {
        string html = Report(Model(), trace: false);
        Assert.Contains("<h2>Weights</h2>", html, StringComparison.Ordinal);
        Assert.DoesNotContain("<h2>Gates</h2>", html, StringComparison.Ordinal);
        Assert.DoesNotContain("<h2>Neighbours", html, StringComparison.Ordinal);
    }

    [Fact]
    public void WeightsThatAreNotFiniteAreShownAsSuch()
    {
        SequenceClassifier model = Model();
        foreach (NamedParameter parameter in model.Parameters())
        {
            parameter.Parameter.Value.Span.Fill(float.NaN);
        }

        Assert.Contains("<h2>Recurrent matrices</h2>", Report(model, trace: false), StringComparison.Ordinal);
    }

    [Fact]
    public void TheNearestNeighbourPointsTheSameWay()
    {
        SequenceClassifier model = Model();
        float[] rows = [9, 9, 1, 0, 2, 0.1f, -1, 3];
        rows.CopyTo(model.Parameters().Single(p => p.Name == "embedding.weight").Parameter.Value.Span);
        var report = new ReportBuilder("t");
        report.AddParameters(model, new ModelView { Tokens = model.Vocabulary.Tokens });
        string html = report.ToHtml();
        int row = html.IndexOf("<tr><td><bdi>a</bdi></td>", StringComparison.Ordinal);
        Assert.StartsWith("<tr><td><bdi>a</bdi></td><td><bdi>b 1.00</bdi></td>", html[row..], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(3, 700)]
    [InlineData(2000, 5)]
    public void APictureOfAnyMatrixIsAPngOfModestSize(int rows, int columns)
    {
        byte[] png = WeightPicture.Draw(Enumerable.Range(0, rows * columns).Select(i => MathF.Sin(i)).ToArray(), rows, columns);
        BigGustave.Png picture = BigGustave.Png.Open(png);
        Assert.InRange(picture.Width, 1, 700);
        Assert.InRange(picture.Height, 1, 600);
        Assert.InRange(png.Length, 50, 300_000);
    }

    [Fact]
    public void SignsHaveTheirColours()
    {
        BigGustave.Png picture = BigGustave.Png.Open(WeightPicture.Draw([-1, 0, 1], 1, 3));
        int third = picture.Width / 3;
        (BigGustave.Pixel below, BigGustave.Pixel zero, BigGustave.Pixel above) =
            (picture.GetPixel(third / 2, 0), picture.GetPixel(third + (third / 2), 0), picture.GetPixel((2 * third) + (third / 2), 0));
        Assert.True(below.B > below.R, $"{below} is not blue");
        Assert.True(above.R > above.B, $"{above} is not red");
        Assert.True(zero.R == zero.B && zero.R > 240, $"{zero} is not white");
    }

    private static string Report(SequenceClassifier model, bool trace)
    {
        var report = new ReportBuilder("t");
        report.AddParameters(model, !trace ? null : new ModelView
        {
            Sequences = [TracedSequence.Of(model.Trace("abba")), TracedSequence.Of(model.Trace("cab"))],
            Tokens = model.Vocabulary.Tokens,
        });
        return report.ToHtml();
    }

    private static SequenceClassifier Model() => new(
        Vocabulary.FromTokens([Vocabulary.Unknown, "a", "b", "c"]), new LabelSet(["x", "y"]),
        new() { Embedding = 2, Recurrent = new(Cell.Lstm, 4) { Bidirectional = true } });
}
