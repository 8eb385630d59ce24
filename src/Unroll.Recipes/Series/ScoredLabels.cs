using System.Globalization;
using Unroll.Data;
using Unroll.Metrics;
using Unroll.Models;

namespace Unroll.Recipes;

/// <summary>The answers of a classifier that gives probabilities, beside the truth.</summary>
internal sealed class ScoredLabels
{
    private readonly int[] _predicted;
    private readonly float[] _probabilities;

    /// <param name="truth">True label ids.</param>
    /// <param name="probabilities">[labels] of each item.</param>
    /// <param name="labels">The labels.</param>
    public ScoredLabels(int[] truth, IReadOnlyList<float[]> probabilities, LabelSet labels)
    {
        Truth = truth;
        Labels = labels;
        Probabilities = probabilities;
        _probabilities = [.. probabilities.SelectMany(p => p)];
        _predicted = [.. probabilities.Select(p => Array.IndexOf(p, p.Max()))];
        Report = new ClassificationReport(truth, _predicted, [.. labels]);
    }

    /// <summary>The answers of a model on labelled sequences.</summary>
    public static ScoredLabels Of(SeriesModel model, LabeledSequences data) =>
        new([.. data.Select(s => s.Label)], model.Probabilities(data), model.Head.Labels!);

    /// <summary>The answers of a model on labelled texts.</summary>
    public static ScoredLabels Of(SequenceClassifier model, LabeledText data) =>
        new([.. data.Select(i => i.Label)], [.. model.Predict([.. data.Select(i => i.Text)]).Select(p => p.Probabilities)], model.Labels);

    public int[] Truth { get; }

    public LabelSet Labels { get; }

    public IReadOnlyList<float[]> Probabilities { get; }

    public ClassificationReport Report { get; }

    /// <summary>The expected calibration error, in 10 bins.</summary>
    public double CalibrationError => ProbabilityMetrics.ExpectedCalibrationError(Truth, _probabilities, Labels.Count, 10);

    /// <summary>The bins of the reliability diagram.</summary>
    public IReadOnlyList<ReliabilityBin> Reliability => ProbabilityMetrics.Reliability(Truth, _probabilities, Labels.Count);

    /// <summary>The report, what imbalance does not hide, and how far probabilities can be trusted.</summary>
    public IReadOnlyList<KeyValuePair<string, double>> Metrics =>
    [
        .. Report.Metrics,
        new("balanced_accuracy", ImbalanceMetrics.BalancedAccuracy(Report.Confusion)),
        new("matthews_correlation", ImbalanceMetrics.MatthewsCorrelation(Report.Confusion)),
        new("cohen_kappa", ImbalanceMetrics.CohenKappa(Report.Confusion)),
        .. OverClasses("roc_auc", ImbalanceMetrics.RocAuc),
        .. OverClasses("average_precision", ImbalanceMetrics.AveragePrecision),
        new("log_loss", ProbabilityMetrics.LogLoss(Truth, _probabilities, Labels.Count)),
        new("calibration_error", CalibrationError),
    ];

    /// <summary>The accuracy with the interval that other items of the same kind would leave it in.</summary>
    public ConfidenceInterval Accuracy => Bootstrap.Interval(
        Truth.Length,
        items =>
        {
            int right = 0;
            foreach (int i in items)
                right += _predicted[i] == Truth[i] ? 1 : 0;
            return (double)right / items.Length;
        });

    /// <summary>The macro F1 with its interval.</summary>
    public ConfidenceInterval MacroF1 => Bootstrap.Interval(Truth, _predicted, [.. Labels], r => r.Macro.F1, resamples: 500);

    /// <summary>Two lines for the terminal: intervals, imbalance and calibration.</summary>
    public string Summary()
    {
        Dictionary<string, double> m = Metrics.ToDictionary();
        string Of(string name) => m.TryGetValue(name, out double value) ? value.ToString("F3", CultureInfo.InvariantCulture) : "-";
        return $"95% intervals by bootstrap: accuracy {Accuracy}, macro F1 {MacroF1}\n"
            + $"balanced accuracy {Of("balanced_accuracy")}, Matthews correlation {Of("matthews_correlation")}, ROC AUC {Of("roc_auc")}, "
            + $"average precision {Of("average_precision")}, calibration error {Of("calibration_error")}";
    }

    private delegate double ByClass(ReadOnlySpan<bool> positive, ReadOnlySpan<float> scores);

    /// <summary>The mean of a metric of one class against the rest, over the classes for which it has a value.</summary>
    private IEnumerable<KeyValuePair<string, double>> OverClasses(string name, ByClass metric)
    {
        double[] values =
        [
            .. Enumerable.Range(0, Labels.Count)
                .Select(c => metric(Array.ConvertAll(Truth, t => t == c), [.. Probabilities.Select(p => p[c])])).Where(double.IsFinite),
        ];
        return values.Length == 0 ? [] : [new(name, values.Average())];
    }
}
