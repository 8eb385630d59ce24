namespace Unroll.Layers;

/// <summary>
/// Where the clusters of an <see cref="AdaptiveSoftmax"/> begin, chosen from how often each class occurs so that a training step costs least:
/// the idea of Grave et al. 2017, section 4, with the costs of matrix products on a processor and a head that is no smaller than quality allows.
/// </summary>
public static class AdaptiveCutoffs
{
    private const int MostClusters = 3;

    /// <summary>Places per factor of two that are tried.</summary>
    private const double Density = 3;

    /// <summary>
    /// What keeps the quality: the head holds at least this share of the text, whose classes are scored at full width, and no cluster is
    /// scored by fewer numbers than <see cref="SmallestWidth"/>.
    /// </summary>
    private const double SmallestShare = 0.8;

    private const int SmallestWidth = 16, SmallestHead = 100;

    /// <summary>A product with fewer rows costs about as much as with so many: its weights are read and updated all the same.</summary>
    private const double CheapRows = 64;

    /// <summary>The cut-offs; none where the vocabulary is too small for clusters to pay.</summary>
    /// <param name="counts">How often each class occurs, rarer ones later.</param>
    /// <param name="inputs">The width of the hidden states.</param>
    /// <param name="rows">How many targets a training step has.</param>
    public static int[] Choose(IReadOnlyList<long> counts, int inputs, int rows)
    {
        ArgumentNullException.ThrowIfNull(counts);
        int classes = counts.Count;
        var before = new double[classes + 1];
        for (int i = 0; i < classes; i++)
        {
            before[i + 1] = before[i] + counts[i];
        }

        int[] places = [.. Places(classes)];
        int clusters = 0;
        for (int width = inputs / AdaptiveSoftmax.Shrink; width >= SmallestWidth && clusters < MostClusters; width /= AdaptiveSoftmax.Shrink)
        {
            clusters++;
        }

        (double Cost, int[] Cutoffs) best = (Cost([], classes, before, inputs, rows), []);
        Search([], 0);
        return best.Cutoffs;

        void Search(int[] chosen, int next)
        {
            for (int i = next; i < places.Length && chosen.Length < clusters; i++)
            {
                if (chosen.Length == 0 && before[places[i]] < SmallestShare * before[classes])
                {
                    continue;
                }

                int[] more = [.. chosen, places[i]];
                double cost = Cost(more, classes, before, inputs, rows);
                if (cost < best.Cost)
                {
                    best = (cost, more);
                }

                Search(more, i + 1);
            }
        }
    }

    private static IEnumerable<int> Places(int classes)
    {
        int last = 0;
        for (double x = SmallestHead; x < classes; x *= Math.Pow(2, 1 / Density))
        {
            int place = (int)Math.Round(x);
            if (place > last && place < classes)
            {
                yield return last = place;
            }
        }
    }

    /// <summary>Multiply-adds of a step's output layer.</summary>
    private static double Cost(int[] cutoffs, int classes, double[] before, int inputs, int rows)
    {
        int frequent = cutoffs.Length == 0 ? classes : cutoffs[0], width = inputs;
        double cost = Product(rows, inputs, frequent + cutoffs.Length), total = Math.Max(1, before[classes]);
        for (int k = 0; k < cutoffs.Length; k++)
        {
            int end = k + 1 < cutoffs.Length ? cutoffs[k + 1] : classes;
            width = Math.Max(1, width / AdaptiveSoftmax.Shrink);
            double asked = rows * (before[end] - before[cutoffs[k]]) / total;
            cost += Product(asked, inputs, width) + Product(asked, width, end - cutoffs[k]);
        }

        return cost;
    }

    private static double Product(double rows, int inputs, int outputs) => (rows + CheapRows) * inputs * outputs;
}
