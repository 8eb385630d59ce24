namespace Unroll.Reports.Projection;

/// <summary>The similarities of points that t-SNE reproduces (van der Maaten and Hinton 2008, section 2).</summary>
internal static class Affinities
{
    private const int SearchSteps = 100;

    /// <summary>
    /// Conditional similarities p(j|i) [points, points], eq. 1: a gaussian around each point, its width such that the row's
    /// perplexity 2^H is the one asked for. The diagonal is 0 and each row sums to 1.
    /// </summary>
    internal static double[] Conditional(double[] data, int points, int columns, double perplexity, CancellationToken cancellation)
    {
        var p = new double[points * points];
        var options = new ParallelOptions { CancellationToken = cancellation };
        Parallel.For(0, points, options, i =>
        {
            var row = p.AsSpan(i * points, points);
            SquaredDistances(data, points, columns, i, row);
            Calibrate(row, i, Math.Log(perplexity));
        });
        return p;
    }

    /// <summary>Joint similarities (p(j|i) + p(i|j)) / 2n, in place.</summary>
    internal static void Symmetrize(double[] p, int points)
    {
        for (var i = 0; i < points; i++)
        {
            for (var j = i + 1; j < points; j++)
            {
                p[i * points + j] = p[j * points + i] = (p[i * points + j] + p[j * points + i]) / (2.0 * points);
            }
        }
    }

    private static void SquaredDistances(double[] data, int points, int columns, int i, Span<double> distances)
    {
        var from = data.AsSpan(i * columns, columns);
        for (var j = 0; j < points; j++)
        {
            var to = data.AsSpan(j * columns, columns);
            var sum = 0.0;
            for (var c = 0; c < columns; c++)
            {
                var d = from[c] - to[c];
                sum += d * d;
            }

            distances[j] = sum;
        }
    }

    /// <summary>Turns squared distances into similarities whose entropy is the target, by bisection on the precision 1 / 2 sigma^2.</summary>
    private static void Calibrate(Span<double> row, int self, double targetEntropy)
    {
        var nearest = double.PositiveInfinity;
        var mean = 0.0;
        for (var j = 0; j < row.Length; j++)
        {
            if (j != self)
            {
                nearest = Math.Min(nearest, row[j]);
                mean += row[j] / Math.Max(row.Length - 1, 1);
            }
        }

        // Relative to the nearest neighbour no row can underflow to all zeros; in units of the spread, 1 is a fair start.
        var unit = mean - nearest > 0 ? mean - nearest : 1;
        for (var j = 0; j < row.Length; j++)
        {
            row[j] = (row[j] - nearest) / unit;
        }

        double low = 0, high = double.PositiveInfinity, precision = 1;
        for (var step = 0; step < SearchSteps; step++)
        {
            double sum = 0, weighted = 0;
            for (var j = 0; j < row.Length; j++)
            {
                if (j != self)
                {
                    var weight = Math.Exp(-precision * row[j]);
                    sum += weight;
                    weighted += weight * row[j];
                }
            }

            var entropy = Math.Log(sum) + precision * weighted / sum;
            if (Math.Abs(entropy - targetEntropy) < 1e-9)
            {
                break;
            }

            if (entropy > targetEntropy)
            {
                low = precision;
                precision = double.IsInfinity(high) ? precision * 2 : (low + high) / 2;
            }
            else
            {
                high = precision;
                precision = (low + high) / 2;
            }
        }

        var total = 0.0;
        for (var j = 0; j < row.Length; j++)
        {
            row[j] = j == self ? 0 : Math.Exp(-precision * row[j]);
            total += row[j];
        }

        for (var j = 0; j < row.Length && total > 0; j++)
        {
            row[j] /= total;
        }
    }
}
