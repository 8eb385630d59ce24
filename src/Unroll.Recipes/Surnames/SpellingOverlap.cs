using Unroll.Data;
using Unroll.Metrics;
using Unroll.Models;

namespace Unroll.Recipes;

/// <summary>Names of the test part that also stand in the training part: what a random split of data with repeats gives away.</summary>
internal static class SpellingOverlap
{
    /// <summary>The share of test names whose spelling, whatever its case, stands in the training part.</summary>
    public static double Share(LabeledText train, LabeledText test) => 1 - ((double)Unseen(train, test).Count / test.Count);

    /// <summary>The share, and the accuracy and macro F1 on the names that were not seen.</summary>
    public static IReadOnlyList<KeyValuePair<string, double>> Metrics(SequenceClassifier model, LabeledText train, LabeledText test)
    {
        LabeledText unseen = Unseen(train, test);
        if (unseen.Count == 0)
            return [new("seen_share", 1)];
        ClassificationReport report = model.Evaluate(unseen);
        return [new("seen_share", Share(train, test)), new("accuracy_unseen", report.Accuracy), new("macro_f1_unseen", report.Macro.F1)];
    }

    private static LabeledText Unseen(LabeledText train, LabeledText test)
    {
        HashSet<string> seen = [.. train.Select(i => Key(i.Text))];
        return test.Subset(Enumerable.Range(0, test.Count).Where(i => !seen.Contains(Key(test[i].Text))));
    }

    private static string Key(string text) => TextElements.Normalize(TextElements.Normalize(text).ToUpperInvariant()).Trim();
}
