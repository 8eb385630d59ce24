namespace Unroll.Metrics;

/// <summary>Metrics of classifiers that a large class cannot carry alone. A ratio whose denominator is zero is 0.</summary>
public static class ImbalanceMetrics
{
    /// <summary>The mean recall of the classes that occur: always naming one of C classes gives 1 / C.</summary>
    public static double BalancedAccuracy(ConfusionMatrix confusion)
    {
        ArgumentNullException.ThrowIfNull(confusion);
        double sum = 0;
        int classes = 0;
        for (int c = 0; c < confusion.Classes; c++)
        {
            int support = confusion.Support(c);
            sum += support > 0 ? (double)confusion[c, c] / support : 0;
            classes += support > 0 ? 1 : 0;
        }

        return classes == 0 ? 0 : sum / classes;
    }

    /// <summary>Matthews' correlation of truth and prediction for any number of classes (Gorodkin 2004): 1 perfect, 0 by chance.</summary>
    public static double MatthewsCorrelation(ConfusionMatrix confusion)
    {
        ArgumentNullException.ThrowIfNull(confusion);
        double total = confusion.Total, correct = 0, both = 0, truth = 0, predicted = 0;
        for (int c = 0; c < confusion.Classes; c++)
        {
            double t = confusion.Support(c), p = confusion.Predicted(c);
            correct += confusion[c, c];
            both += t * p;
            truth += t * t;
            predicted += p * p;
        }

        double spread = Math.Sqrt(((total * total) - predicted) * ((total * total) - truth));
        return spread > 0 ? ((correct * total) - both) / spread : 0;
    }

    /// <summary>Cohen's kappa: the agreement beyond that of chance, 1 perfect.</summary>
    public static double CohenKappa(ConfusionMatrix confusion)
    {
        ArgumentNullException.ThrowIfNull(confusion);
        double total = confusion.Total, correct = 0, chance = 0;
        for (int c = 0; c < confusion.Classes; c++)
        {
            correct += confusion[c, c];
            chance += (double)confusion.Support(c) * confusion.Predicted(c);
        }

        double expected = total > 0 ? chance / (total * total) : 0;
        return total > 0 && expected < 1 ? ((correct / total) - expected) / (1 - expected) : 0;
    }

    /// <summary>
    /// The area under the ROC curve: the probability that a positive item has a higher score than a negative one, ties counting half
    /// (Mann and Whitney 1947); NaN where one kind is missing.
    /// </summary>
    /// <param name="positive">Whether each item is positive.</param>
    /// <param name="scores">The score of each.</param>
    public static double RocAuc(ReadOnlySpan<bool> positive, ReadOnlySpan<float> scores)
    {
        float[] ordered = Sorted(positive, scores, out bool[] kinds);
        double ranks = 0;
        long positives = 0;
        for (int start = 0; start < ordered.Length;)
        {
            int end = start + 1;
            while (end < ordered.Length && ordered[end] == ordered[start])
                end++;
            int here = kinds.AsSpan(start, end - start).Count(true);
            ranks += here * 0.5 * (start + 1 + end); // the mean of the ranks start + 1 to end
            positives += here;
            start = end;
        }

        double negatives = ordered.Length - positives;
        return positives == 0 || negatives == 0 ? double.NaN : (ranks - (positives * (positives + 1) / 2.0)) / (positives * negatives);
    }

    /// <summary>
    /// Average precision, the area under the precision-recall curve as scikit-learn takes it: Σ (recall_n - recall_(n-1)) precision_n over the
    /// distinct scores; NaN where no item is positive.
    /// </summary>
    /// <param name="positive">Whether each item is positive.</param>
    /// <param name="scores">The score of each.</param>
    public static double AveragePrecision(ReadOnlySpan<bool> positive, ReadOnlySpan<float> scores)
    {
        float[] ordered = Sorted(positive, scores, out bool[] kinds);
        int all = kinds.Count(k => k), found = 0;
        double sum = 0;
        for (int end = ordered.Length; end > 0;)
        {
            int start = end - 1;
            while (start > 0 && ordered[start - 1] == ordered[start])
                start--;
            int here = kinds.AsSpan(start, end - start).Count(true);
            found += here;
            sum += (double)here / all * found / (ordered.Length - start);
            end = start;
        }

        return all == 0 ? double.NaN : sum;
    }

    private static float[] Sorted(ReadOnlySpan<bool> positive, ReadOnlySpan<float> scores, out bool[] kinds)
    {
        if (positive.Length != scores.Length)
            throw new ArgumentException($"expected as many `scores` as items, got {scores.Length} and {positive.Length}", nameof(scores));
        float[] ordered = scores.ToArray();
        kinds = positive.ToArray();
        Array.Sort(ordered, kinds);
        return ordered;
    }
}
