using System.Globalization;
using Unroll.Metrics;

namespace Unroll.Tests.Metrics;

public sealed class ClassificationReportTests
{
    private static readonly string[] Names = ["cat", "dog", "bird", "fish"];

    // Truth: 5 cats, 3 dogs, 2 birds. One bird is taken for a fish, which no item is.
    private static readonly int[] Truth = [0, 0, 0, 0, 0, 1, 1, 1, 2, 2];
    private static readonly int[] Predicted = [0, 0, 0, 1, 2, 1, 1, 0, 2, 3];

    [Fact]
    public void PerClassValuesAreThoseWorkedOutByHand()
    {
        var report = new ClassificationReport(Truth, Predicted, Names);
        Assert.Equal(new ClassMetrics("cat", 3 / 4.0, 3 / 5.0, 6 / 9.0, 5, 4), report.Classes[0]);
        Assert.Equal(new ClassMetrics("dog", 2 / 3.0, 2 / 3.0, 4 / 6.0, 3, 3), report.Classes[1]);
        Assert.Equal(new ClassMetrics("bird", 1 / 2.0, 1 / 2.0, 2 / 4.0, 2, 2), report.Classes[2]);
        Assert.Equal(new ClassMetrics("fish", 0, 0, 0, 0, 1), report.Classes[3]);
        Assert.Equal(6, report.Correct);
        Assert.Equal(10, report.Count);
    }

    [Fact]
    public void AveragesCountTheClassThatIsOnlyPredicted()
    {
        var report = new ClassificationReport(Truth, Predicted, Names);
        Assert.Equal(0.6, report.Accuracy, 12);
        Assert.Equal((0.75 + 2 / 3.0 + 0.5) / 4, report.Macro.Precision, 12);
        Assert.Equal((0.6 + 2 / 3.0 + 0.5) / 4, report.Macro.Recall, 12);
        Assert.Equal((2 / 3.0 + 2 / 3.0 + 0.5) / 4, report.Macro.F1, 12);
        Assert.Equal((5 * 0.75 + 3 * 2 / 3.0 + 2 * 0.5) / 10, report.Weighted.Precision, 12);
        Assert.Equal(0.6, report.Weighted.Recall, 12);
        Assert.Equal((8 * 2 / 3.0 + 2 * 0.5) / 10, report.Weighted.F1, 12);
        Assert.Equal(new AveragedMetrics(0.6, 0.6, 0.6), report.Micro);
    }

    [Fact]
    public void AClassThatNeverAppearsIsLeftOutOfTheMacroAverage()
    {
        var without = new ClassificationReport([0, 1, 1], [0, 1, 0], ["a", "b"]);
        var with = new ClassificationReport([0, 1, 1], [0, 1, 0], ["a", "b", "never"]);
        Assert.Equal(without.Macro, with.Macro);
        Assert.DoesNotContain("never", with.ToString(), StringComparison.Ordinal);
        Assert.Equal(3, with.Classes.Count);
    }

    [Fact]
    public void TableIsScikitLearnsToTheLetter()
    {
        // Printed by scikit-learn 1.2: classification_report(truth, predicted, target_names=names, zero_division=0).
        const string Expected =
            """
                          precision    recall  f1-score   support

                     cat       0.75      0.60      0.67         5
                     dog       0.67      0.67      0.67         3
                    bird       0.50      0.50      0.50         2
                    fish       0.00      0.00      0.00         0

                accuracy                           0.60        10
               macro avg       0.48      0.44      0.46        10
            weighted avg       0.68      0.60      0.63        10

            """;
        Assert.Equal(Expected.ReplaceLineEndings("\n"), new ClassificationReport(Truth, Predicted, Names).ToString());
    }

    [Fact]
    public void TableWidensForLongNamesAndCountsAccentsOnce()
    {
        var lines = new ClassificationReport([0, 1], [0, 1], ["a very long class name", "e\u0301te\u0301"]).ToString().Split('\n');
        Assert.StartsWith("a very long class name ", lines[2], StringComparison.Ordinal);
        Assert.Equal(new StringInfo(lines[2]).LengthInTextElements, new StringInfo(lines[3]).LengthInTextElements);
    }

    [Fact]
    public void MetricsAreOrderedAndNamed()
    {
        var metrics = new ClassificationReport(Truth, Predicted, Names).Metrics;
        Assert.Equal(
            ["accuracy", "macro_precision", "macro_recall", "macro_f1", "micro_precision", "micro_recall", "micro_f1", "weighted_precision", "weighted_recall", "weighted_f1"],
            metrics.Select(m => m.Key));
        Assert.Equal(0.6, metrics[0].Value, 12);
    }

    [Fact]
    public void NothingEvaluatedIsZeroNotNaN()
    {
        var report = new ClassificationReport([], [], Names);
        Assert.All(report.Metrics, m => Assert.Equal(0, m.Value));
        Assert.Contains("accuracy", report.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void ConfusionMatrixCountsRowsByTruth()
    {
        var confusion = new ClassificationReport(Truth, Predicted, Names).Confusion;
        Assert.Equal(1, confusion[0, 1]);
        Assert.Equal(1, confusion[1, 0]);
        Assert.Equal(1, confusion[2, 3]);
        Assert.Equal(0, confusion[3, 2]);
        var shares = confusion.RowNormalized();
        Assert.Equal(0.6, shares[0, 0], 12);
        Assert.Equal(1 / 3.0, shares[1, 0], 12);
        Assert.Equal(0, shares[3, 3]);
        Assert.Equal([(0, 1, 1), (0, 2, 1)], confusion.MostConfused(2));
    }

    [Theory]
    [InlineData(4, 0, "expected class ids from 0 to 3 in `truth`, got 4 at position 0")]
    [InlineData(0, -1, "expected class ids from 0 to 3 in `predicted`, got -1 at position 0")]
    public void IdsOutsideTheLabelsAreRefused(int truth, int predicted, string message)
    {
        var e = Assert.Throws<ArgumentException>(() => new ClassificationReport([truth], [predicted], Names));
        Assert.StartsWith(message, e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void LengthsThatDifferAreRefused()
    {
        Assert.Throws<ArgumentException>(() => new ClassificationReport([0, 1], [0], Names));
        Assert.Throws<ArgumentException>(() => new ClassificationReport([], [], []));
    }
}
