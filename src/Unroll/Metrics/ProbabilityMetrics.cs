namespace Unroll.Metrics;

/// <summary>
/// Metrics of predicted class probabilities. Everywhere <c>truth</c> is [items] class ids and <c>probabilities</c> is
/// [items, classes], row-major, each row summing to 1.
/// </summary>
public static class ProbabilityMetrics
{
    // The clip of scikit-learn's log_loss for float32 input.
    private const double Smallest = 1.1920929e-07;

    /// <summary>Mean negative log-probability of the true class, in nats; probabilities are clipped at float32's epsilon as in scikit-learn.</summary>
    /// <returns>The loss, 0 for no items.</returns>
    /// <exception cref="ArgumentException">Shapes do not fit, an id is out of range or a row is no distribution.</exception>
    public static double LogLoss(ReadOnlySpan<int> truth, ReadOnlySpan<float> probabilities, int classes)
    {
        Check(truth, probabilities, classes);
        var sum = 0.0;
        for (var i = 0; i < truth.Length; i++)
        {
            sum -= Math.Log(Math.Clamp(probabilities[i * classes + truth[i]], Smallest, 1 - Smallest));
        }

        return truth.Length == 0 ? 0 : sum / truth.Length;
    }

    /// <summary>Share of items whose true class is among the <paramref name="k"/> most probable; of equal probabilities the lower id ranks first.</summary>
    /// <returns>The share in [0, 1], 0 for no items.</returns>
    /// <exception cref="ArgumentException">Shapes do not fit, an id is out of range, a row is no distribution or k is not positive.</exception>
    public static double TopKAccuracy(ReadOnlySpan<int> truth, ReadOnlySpan<float> probabilities, int classes, int k)
    {
        if (k <= 0)
        {
            throw new ArgumentOutOfRangeException(nameof(k), $"expected a positive integer for `k`, got {k}");
        }

        Check(truth, probabilities, classes);
        var hits = 0;
        for (var i = 0; i < truth.Length; i++)
        {
            var row = probabilities.Slice(i * classes, classes);
            var rank = 0;
            for (var c = 0; c < classes; c++)
            {
                if (row[c] > row[truth[i]] || (row[c] == row[truth[i]] && c < truth[i]))
                {
                    rank++;
                }
            }

            hits += rank < k ? 1 : 0;
        }

        return truth.Length == 0 ? 0 : (double)hits / truth.Length;
    }

    /// <summary>
    /// Expected calibration error (Guo et al. 2017, "On Calibration of Modern Neural Networks", eq. 3): the gap between
    /// confidence (the largest probability) and accuracy, averaged over equally wide bins ((b-1)/B, b/B] weighted by their items.
    /// </summary>
    /// <returns>The error in [0, 1], 0 for no items.</returns>
    /// <exception cref="ArgumentException">Shapes do not fit, an id is out of range, a row is no distribution or bins is not positive.</exception>
    public static double ExpectedCalibrationError(ReadOnlySpan<int> truth, ReadOnlySpan<float> probabilities, int classes, int bins = 15)
    {
        if (bins <= 0)
        {
            throw new ArgumentOutOfRangeException(nameof(bins), $"expected a positive integer for `bins`, got {bins}");
        }

        Check(truth, probabilities, classes);
        // A bin's share times its gap is |correct - confidence| / items, so only the signed sum is needed.
        var surplus = new double[bins];
        for (var i = 0; i < truth.Length; i++)
        {
            var row = probabilities.Slice(i * classes, classes);
            var best = 0;
            for (var c = 1; c < classes; c++)
            {
                best = row[c] > row[best] ? c : best;
            }

            var bin = Math.Clamp((int)Math.Ceiling((double)row[best] * bins) - 1, 0, bins - 1);
            surplus[bin] += (best == truth[i] ? 1.0 : 0.0) - row[best];
        }

        var error = 0.0;
        foreach (var gap in surplus)
        {
            error += Math.Abs(gap);
        }

        return truth.Length == 0 ? 0 : error / truth.Length;
    }

    /// <summary>
    /// The bins of a reliability diagram (Niculescu-Mizil and Caruana 2005): how often the most probable class is right, by its probability.
    /// </summary>
    /// <exception cref="ArgumentException">Shapes do not fit, an id is out of range, a row is no distribution or bins is not positive.</exception>
    public static IReadOnlyList<ReliabilityBin> Reliability(ReadOnlySpan<int> truth, ReadOnlySpan<float> probabilities, int classes, int bins = 10)
    {
        if (bins <= 0)
        {
            throw new ArgumentOutOfRangeException(nameof(bins), $"expected a positive integer for `bins`, got {bins}");
        }

        Check(truth, probabilities, classes);
        var counts = new int[bins];
        var right = new double[bins];
        var confidence = new double[bins];
        for (var i = 0; i < truth.Length; i++)
        {
            var row = probabilities.Slice(i * classes, classes);
            var best = 0;
            for (var c = 1; c < classes; c++)
            {
                best = row[c] > row[best] ? c : best;
            }

            var bin = Math.Clamp((int)Math.Ceiling((double)row[best] * bins) - 1, 0, bins - 1);
            counts[bin]++;
            right[bin] += best == truth[i] ? 1 : 0;
            confidence[bin] += row[best];
        }

        // 0 / 0 is NaN: an empty bin has no accuracy.
        return [.. counts.Select((n, b) => new ReliabilityBin((double)b / bins, (b + 1.0) / bins, n, confidence[b] / n, right[b] / n))];
    }

    private static void Check(ReadOnlySpan<int> truth, ReadOnlySpan<float> probabilities, int classes)
    {
        if (classes <= 0)
        {
            throw new ArgumentOutOfRangeException(nameof(classes), $"expected a positive integer for `classes`, got {classes}");
        }

        if (probabilities.Length != (long)truth.Length * classes)
        {
            throw new ArgumentException(
                $"expected {truth.Length} x {classes} `probabilities`, got {probabilities.Length}", nameof(probabilities));
        }

        for (var i = 0; i < truth.Length; i++)
        {
            if ((uint)truth[i] >= (uint)classes)
            {
                throw new ArgumentException(
                    $"expected class ids from 0 to {classes - 1} in `truth`, got {truth[i]} at position {i}", nameof(truth));
            }

            var sum = 0.0;
            foreach (var p in probabilities.Slice(i * classes, classes))
            {
                // Negated, so that NaN is refused too.
                if (!(p >= 0))
                {
                    throw new ArgumentException($"expected `probabilities` of at least 0, got {p} in row {i}", nameof(probabilities));
                }

                sum += p;
            }

            if (!(Math.Abs(sum - 1) <= 1e-3))
            {
                throw new ArgumentException($"expected `probabilities` whose rows sum to 1, got {sum} in row {i}", nameof(probabilities));
            }
        }
    }
}
