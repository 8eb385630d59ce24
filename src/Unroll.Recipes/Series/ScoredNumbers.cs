using System.Globalization;
using Unroll.Data;
using Unroll.Metrics;
using Unroll.Models;

namespace Unroll.Recipes;

/// <summary>The numbers of a model beside the true ones: of each sequence one, or one a step.</summary>
internal sealed class ScoredNumbers
{
    private readonly double[][] _errors;

    /// <param name="items">The sequences with their targets; those that are censored or not known are left out.</param>
    /// <param name="predicted">The numbers of each, as many as it has targets.</param>
    public ScoredNumbers(IReadOnlyList<TargetSequence> items, IReadOnlyList<SeriesEstimate[]> predicted)
    {
        Items = items;
        Predicted = predicted;
        Truth = [.. items.Select(s => s.Targets.Select((t, i) => s.Censored?[i] is true ? double.NaN : t).ToArray())];
        Report = new RegressionReport([.. Truth.SelectMany(t => t)], [.. predicted.SelectMany(p => p.Select(e => e.Value))]);
        _errors = [.. Truth.Select((t, i) => t.Zip(predicted[i], (x, e) => Math.Abs(e.Value - x)).Where(d => !double.IsNaN(d)).ToArray())];
    }

    /// <summary>The answers of a model.</summary>
    public static ScoredNumbers Of(SeriesModel model, IReadOnlyList<TargetSequence> items) => new(items, model.Estimates(items));

    /// <summary>The answers of a baseline.</summary>
    public static ScoredNumbers Of(IReadOnlyList<TargetSequence> items, IEnumerable<double[]> predicted) =>
        new(items, [.. predicted.Select(row => Array.ConvertAll(row, v => new SeriesEstimate(v, double.NaN, double.NaN)))]);

    public IReadOnlyList<TargetSequence> Items { get; }

    public IReadOnlyList<SeriesEstimate[]> Predicted { get; }

    /// <summary>The true numbers; NaN where they are not known.</summary>
    public IReadOnlyList<double[]> Truth { get; }

    public RegressionReport Report { get; }

    /// <summary>The share of true numbers inside the range that the model expected; null where it gives none.</summary>
    public double? Coverage
    {
        get
        {
            long inside = 0, all = 0;
            for (int i = 0; i < Truth.Count; i++)
            {
                for (int k = 0; k < Truth[i].Length; k++)
                {
                    SeriesEstimate e = Predicted[i][k];
                    if (!double.IsNaN(Truth[i][k]) && !double.IsNaN(e.Low))
                    {
                        all++;
                        inside += Truth[i][k] >= e.Low && Truth[i][k] <= e.High ? 1 : 0;
                    }
                }
            }

            return all == 0 ? null : (double)inside / all;
        }
    }

    /// <summary>The report, and the share inside the expected range.</summary>
    public IReadOnlyList<KeyValuePair<string, double>> Metrics =>
        [.. Report.Metrics, .. Coverage is { } share ? (KeyValuePair<string, double>[])[new("interval_coverage", share)] : []];

    /// <summary>The mean absolute error with its interval: whole sequences are drawn, as the steps of one are alike.</summary>
    public ConfidenceInterval MeanAbsoluteError => Bootstrap.Interval(
        _errors.Length,
        items =>
        {
            double sum = 0;
            long count = 0;
            foreach (int i in items)
            {
                sum += _errors[i].Sum();
                count += _errors[i].Length;
            }

            return count == 0 ? 0 : sum / count;
        });

    /// <summary>Two lines for the terminal.</summary>
    public string Summary() => $"{Report}\n95% interval of the mean absolute error, by bootstrap over sequences: {MeanAbsoluteError}"
        + (Coverage is { } share ? string.Create(CultureInfo.InvariantCulture, $"; {share:P1} of the truth lies inside the predicted range") : "");
}
