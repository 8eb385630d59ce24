namespace Unroll.Metrics;

/// <summary>
/// Accuracy, precision, recall and F1 of a single-label classifier, by class and averaged, with its confusion matrix.
/// </summary>
/// <remarks>
/// scikit-learn's conventions (<c>classification_report</c>): a ratio with a zero denominator is 0; the macro average is
/// taken over the classes that appear in the truth or in the predictions; the weighted average weights by support; micro
/// averages pool all decisions and thus equal the accuracy. All sums are in double.
/// </remarks>
public sealed class ClassificationReport
{
    /// <summary>Evaluates predictions.</summary>
    /// <param name="truth">True class ids, each in [0, labels.Count).</param>
    /// <param name="predicted">Predicted class ids, as many as <paramref name="truth"/>.</param>
    /// <param name="labels">Class names; the id is the position.</param>
    /// <exception cref="ArgumentException">The lengths differ, there is no label, or an id is outside the labels.</exception>
    public ClassificationReport(ReadOnlySpan<int> truth, ReadOnlySpan<int> predicted, IReadOnlyList<string> labels)
    {
        Confusion = new ConfusionMatrix(truth, predicted, labels);
        var classes = new ClassMetrics[Confusion.Classes];
        var correct = 0;
        for (var c = 0; c < classes.Length; c++)
        {
            int hits = Confusion[c, c], support = Confusion.Support(c), taken = Confusion.Predicted(c);
            correct += hits;
            classes[c] = new ClassMetrics(
                Confusion.Labels[c], Ratio(hits, taken), Ratio(hits, support), Ratio(2.0 * hits, support + taken), support, taken);
        }

        Classes = classes;
        Correct = correct;
        Accuracy = Ratio(correct, Count);
        Micro = new AveragedMetrics(Accuracy, Accuracy, Accuracy);
        Macro = Average(classes, c => c.Appears ? 1 : 0);
        Weighted = Average(classes, c => c.Support);
    }

    /// <summary>Number of items evaluated.</summary>
    public int Count => Confusion.Total;

    /// <summary>Number of items predicted correctly.</summary>
    public int Correct { get; }

    /// <summary>Share of items predicted correctly; 0 where there is no item.</summary>
    public double Accuracy { get; }

    /// <summary>Metrics of every class by id, also of classes that do not appear.</summary>
    public IReadOnlyList<ClassMetrics> Classes { get; }

    /// <summary>Unweighted mean over the classes that appear in the truth or in the predictions.</summary>
    public AveragedMetrics Macro { get; }

    /// <summary>Metrics of all decisions pooled; for one label an item all three equal the accuracy.</summary>
    public AveragedMetrics Micro { get; }

    /// <summary>Mean over classes weighted by their support.</summary>
    public AveragedMetrics Weighted { get; }

    /// <summary>Counts of true class by predicted class.</summary>
    public ConfusionMatrix Confusion { get; }

    /// <summary>The summary as ordered (snake_case name, value) pairs, for JSON and tables.</summary>
    public IReadOnlyList<KeyValuePair<string, double>> Metrics =>
    [
        new("accuracy", Accuracy),
        new("macro_precision", Macro.Precision),
        new("macro_recall", Macro.Recall),
        new("macro_f1", Macro.F1),
        new("micro_precision", Micro.Precision),
        new("micro_recall", Micro.Recall),
        new("micro_f1", Micro.F1),
        new("weighted_precision", Weighted.Precision),
        new("weighted_recall", Weighted.Recall),
        new("weighted_f1", Weighted.F1),
    ];

    /// <summary>An aligned table of the classes that appear and of the averages, laid out as scikit-learn's.</summary>
    public override string ToString() => ClassificationTable.Format(this);

    private static AveragedMetrics Average(ClassMetrics[] classes, Func<ClassMetrics, double> weightOf)
    {
        double precision = 0, recall = 0, f1 = 0, total = 0;
        foreach (var c in classes)
        {
            var weight = weightOf(c);
            precision += weight * c.Precision;
            recall += weight * c.Recall;
            f1 += weight * c.F1;
            total += weight;
        }

        return new AveragedMetrics(Ratio(precision, total), Ratio(recall, total), Ratio(f1, total));
    }

    private static double Ratio(double numerator, double denominator) => denominator == 0 ? 0 : numerator / denominator;
}
