using System.Globalization;
using System.Numerics;
using Unroll.Layers;
using Unroll.Reports.Charts;
using Unroll.Reports.Pictures;
using Unroll.Reports.Text;

namespace Unroll.Reports.Sections;

/// <summary>
/// Looks inside a model: pictures of its weights, eigenvalues of its recurrent matrices and, where sequences and names of tokens are
/// given, its gates, the path of its state and the neighbours in its embedding. One call for any report.
/// </summary>
public static class ParameterSections
{
    private const int MostPictures = 14;

    // An eigenvalue problem costs some 25 cubes of the units; beyond this a report would take minutes.
    private const double MostWork = 3e8;

    /// <summary>Adds the sections for what there is to see; a model without recurrent weights or embedding simply has fewer.</summary>
    /// <param name="report">The report.</param>
    /// <param name="model">The model.</param>
    /// <param name="view">Sequences and names of tokens.</param>
    public static ReportBuilder AddParameters(this ReportBuilder report, Module model, ModelView? view = null)
    {
        ArgumentNullException.ThrowIfNull(report);
        Add(heading => report.Section(heading), model, view);
        return report;
    }

    /// <summary>The same below the heading of a section, where a report has several models.</summary>
    /// <param name="section">The section.</param>
    /// <param name="model">The model.</param>
    /// <param name="view">Sequences and names of tokens.</param>
    public static ReportSection AddParameters(this ReportSection section, Module model, ModelView? view = null)
    {
        ArgumentNullException.ThrowIfNull(section);
        Add(section.Subheading, model, view);
        return section;
    }

    private static void Add(Func<string, ReportSection> open, Module model, ModelView? view)
    {
        ArgumentNullException.ThrowIfNull(model);
        view ??= new ModelView();
        AddWeights(open, model);
        AddEigenvalues(open, RecurrentMatrix.Of(model, view.Recurrent));
        GateSections.Add(open, view.Sequences);
        NeighbourSections.Add(open, model, view);
    }

    private static void AddWeights(Func<string, ReportSection> open, Module model)
    {
        NamedParameter[] matrices = [.. model.Parameters().Where(p => p.Parameter.Value is { Shape.Rank: 2, Count: > 1 })];
        if (matrices.Length == 0)
        {
            return;
        }

        ReportSection section = open("Weights").Text(
            "Each matrix as it is stored, a row an output (stacked gate by gate in recurrent layers): blue below zero, red above, white at "
            + "zero, the largest magnitude darkest. Where there are more numbers than dots, a dot is the largest of its group.");
        section.Pictures(matrices.Take(MostPictures).Select(p => (
            WeightPicture.Draw(p.Parameter.Value.Span, p.Parameter.Value.Shape[0], p.Parameter.Value.Shape[1]),
            $"weights of {p.Name}",
            $"{p.Name} {p.Parameter.Value.Shape}, {Spread(p.Parameter.Value.Span)}")));
        if (matrices.Length > MostPictures)
        {
            section.Text($"{matrices.Length - MostPictures} further matrices are not drawn: {string.Join(", ", matrices.Skip(MostPictures).Select(p => p.Name))}.");
        }
    }

    private static void AddEigenvalues(Func<string, ReportSection> open, IReadOnlyList<RecurrentMatrix> matrices)
    {
        if (matrices.Count == 0)
        {
            return;
        }

        ReportSection section = open("Recurrent matrices").Text(
            "Eigenvalues of what multiplies the hidden state at every step, and the unit circle: inside it a linear recurrence forgets, "
            + "outside it grows. The gates bend this, but in a network without them it decides how far gradients travel.");
        var rows = new List<IReadOnlyList<string>>();
        var charts = new List<(IChart, string)>();
        double work = 0;
        foreach (IGrouping<string, RecurrentMatrix> parameter in matrices.GroupBy(m => m.Parameter))
        {
            double needed = parameter.Sum(m => Math.Pow(m.Units, 3));
            if (work + needed > MostWork)
            {
                section.Text($"{parameter.Key} is left out: the eigenvalues of {parameter.First().Units} units would take too long.");
                continue;
            }

            work += needed;

            var series = new List<PlaneSeries>();
            foreach (RecurrentMatrix matrix in parameter)
            {
                Complex[] values = matrix.Eigenvalues();
                series.Add(new PlaneSeries(
                    matrix.Gate.Length == 0 ? "eigenvalues" : matrix.Gate, [.. values.Select(v => v.Real)], [.. values.Select(v => v.Imaginary)]));
                double radius = values.Select(v => v.Magnitude).DefaultIfEmpty(double.NaN).Max();
                rows.Add(
                [
                    matrix.Name, Fixed(radius), values.Count(v => v.Magnitude > 1).ToString(CultureInfo.InvariantCulture), Fixed(matrix.SpectralNorm()),
                    Fixed(Deviation(matrix.Values)),
                ]);
            }

            charts.Add((
                new PlaneChart(series) { Description = $"eigenvalues of {parameter.Key}", XTitle = "real", YTitle = "imaginary", UnitCircle = true },
                $"{parameter.Key}, {parameter.First().Units} units"));
        }

        section.Charts(charts).Table(["matrix", "spectral radius", "outside the circle", "largest singular value", "sd of the weights"], rows, "lrrrr");
    }

    private static string Spread(ReadOnlySpan<float> values)
    {
        float low = values[0], high = values[0];
        foreach (float value in values)
        {
            (low, high) = (Math.Min(low, value), Math.Max(high, value));
        }

        return $"{Numbers.Value(low)} to {Numbers.Value(high)}";
    }

    private static double Deviation(float[] values)
    {
        double mean = values.Average(v => (double)v);
        return Math.Sqrt(values.Average(v => (v - mean) * (v - mean)));
    }

    private static string Fixed(double value) => double.IsNaN(value) ? "-" : value.ToString("F3", CultureInfo.InvariantCulture);
}
