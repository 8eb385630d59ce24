namespace Unroll.Metrics;

/// <summary>How often items of one class (row) were taken for another (column).</summary>
public sealed class ConfusionMatrix
{
    private readonly int[] _counts;

    /// <summary>Counts pairs of true and predicted class.</summary>
    /// <param name="truth">True class ids, each in [0, labels.Count).</param>
    /// <param name="predicted">Predicted class ids, as many as <paramref name="truth"/>.</param>
    /// <param name="labels">Class names; the id is the position.</param>
    /// <exception cref="ArgumentException">The lengths differ, there is no label, or an id is outside the labels.</exception>
    public ConfusionMatrix(ReadOnlySpan<int> truth, ReadOnlySpan<int> predicted, IReadOnlyList<string> labels)
    {
        ArgumentNullException.ThrowIfNull(labels);
        if (labels.Count == 0)
        {
            throw new ArgumentException("expected at least one class in `labels`, got none", nameof(labels));
        }

        if (truth.Length != predicted.Length)
        {
            throw new ArgumentException(
                $"expected as many `predicted` as `truth` ids, got {predicted.Length} and {truth.Length}", nameof(predicted));
        }

        Labels = [.. labels];
        _counts = new int[labels.Count * labels.Count];
        for (var i = 0; i < truth.Length; i++)
        {
            CheckId(truth[i], i, nameof(truth));
            CheckId(predicted[i], i, nameof(predicted));
            _counts[truth[i] * labels.Count + predicted[i]]++;
        }

        Total = truth.Length;
    }

    /// <summary>Class names by id.</summary>
    public IReadOnlyList<string> Labels { get; }

    /// <summary>Number of classes.</summary>
    public int Classes => Labels.Count;

    /// <summary>Number of items counted.</summary>
    public int Total { get; }

    /// <summary>Number of items of class <paramref name="truth"/> that were predicted as <paramref name="predicted"/>.</summary>
    public int this[int truth, int predicted]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)truth, (uint)Classes, nameof(truth));
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)predicted, (uint)Classes, nameof(predicted));
            return _counts[truth * Classes + predicted];
        }
    }

    /// <summary>Items whose true class is <paramref name="truth"/> (the row's sum).</summary>
    public int Support(int truth)
    {
        var sum = 0;
        for (var p = 0; p < Classes; p++)
        {
            sum += this[truth, p];
        }

        return sum;
    }

    /// <summary>Items predicted as class <paramref name="predicted"/> (the column's sum).</summary>
    public int Predicted(int predicted)
    {
        var sum = 0;
        for (var t = 0; t < Classes; t++)
        {
            sum += this[t, predicted];
        }

        return sum;
    }

    /// <summary>Shares of each true class, [classes, classes]; each row sums to 1, a row without items is all 0.</summary>
    public double[,] RowNormalized()
    {
        var shares = new double[Classes, Classes];
        for (var t = 0; t < Classes; t++)
        {
            double support = Support(t);
            for (var p = 0; p < Classes && support > 0; p++)
            {
                shares[t, p] = this[t, p] / support;
            }
        }

        return shares;
    }

    /// <summary>The most frequent confusions (true class, predicted class, items), most frequent first; ties in order of the ids.</summary>
    /// <param name="top">How many at most.</param>
    public IReadOnlyList<(int Truth, int Predicted, int Count)> MostConfused(int top)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(top);
        var found = new List<(int Truth, int Predicted, int Count)>();
        for (var t = 0; t < Classes; t++)
        {
            for (var p = 0; p < Classes; p++)
            {
                if (t != p && this[t, p] > 0)
                {
                    found.Add((t, p, this[t, p]));
                }
            }
        }

        return [.. found.OrderByDescending(c => c.Count).Take(top)];
    }

    private void CheckId(int id, int position, string name)
    {
        if ((uint)id >= (uint)Labels.Count)
        {
            throw new ArgumentException($"expected class ids from 0 to {Labels.Count - 1} in `{name}`, got {id} at position {position}", name);
        }
    }
}
