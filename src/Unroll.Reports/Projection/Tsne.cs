namespace Unroll.Reports.Projection;

/// <summary>
/// t-distributed stochastic neighbour embedding, exact (all pairs): maps points to the plane so that neighbours stay
/// neighbours (L. van der Maaten and G. Hinton, "Visualizing Data using t-SNE", JMLR 9, 2008). Time and memory grow
/// with the square of the number of points: meant for some thousand points at most.
/// </summary>
/// <remarks>
/// Starts from the principal plane (Kobak and Linderman 2021), so that the map keeps the coarse structure. The same
/// input, options and vector width give the same bits with any number of threads.
/// </remarks>
public static class Tsne
{
    private const double EarlyMomentum = 0.5;
    private const double LateMomentum = 0.8;
    private const double StartSpread = 1e-4;

    /// <summary>Most points accepted: 10,000 points take 800 MB.</summary>
    public const int MaxPoints = 10_000;

    /// <summary>Maps points to the plane.</summary>
    /// <param name="data">Points [points, columns], row-major.</param>
    /// <param name="points">Number of points.</param>
    /// <param name="columns">Number of coordinates of a point.</param>
    /// <param name="options">Settings; null for the defaults.</param>
    /// <param name="progress">Told the number of steps done, about every tenth of the way.</param>
    /// <param name="cancellation">Stops between steps.</param>
    /// <exception cref="ArgumentException">The shape does not fit, a value is not finite or an option is out of range.</exception>
    /// <exception cref="OperationCanceledException">Cancellation was asked for.</exception>
    public static TsneResult Fit(
        ReadOnlySpan<float> data,
        int points,
        int columns,
        TsneOptions? options = null,
        IProgress<int>? progress = null,
        CancellationToken cancellation = default)
    {
        options ??= new TsneOptions();
        var values = Check(data, points, columns, options);
        var perplexity = Math.Min(options.Perplexity, Math.Max(1, (points - 1) / 3.0));
        if (points < 2)
        {
            return new TsneResult(new double[points], new double[points], 0, perplexity);
        }

        var joint = Affinities.Conditional(values, points, columns, perplexity, cancellation);
        Affinities.Symmetrize(joint, points);
        var (x, y) = Start(values, points, columns, options.Seed);
        var gradient = new TsneGradient(joint, points);
        var rate = options.LearningRate ?? Math.Max(points / options.Exaggeration / 4, 50);
        double[] gx = new double[points], gy = new double[points];
        Descent alongX = new(points), alongY = new(points);
        for (var step = 0; step < options.Iterations; step++)
        {
            cancellation.ThrowIfCancellationRequested();
            var early = step < options.ExaggerationIterations;
            gradient.Compute(x, y, early ? options.Exaggeration : 1, gx, gy, cancellation);
            alongX.Step(x, gx, rate, early ? EarlyMomentum : LateMomentum);
            alongY.Step(y, gy, rate, early ? EarlyMomentum : LateMomentum);
            if ((step + 1) % Math.Max(1, options.Iterations / 10) == 0)
            {
                progress?.Report(step + 1);
            }
        }

        return new TsneResult(x, y, gradient.Divergence(x, y, cancellation), perplexity);
    }

    private static double[] Check(ReadOnlySpan<float> data, int points, int columns, TsneOptions options)
    {
        if (points is < 0 or > MaxPoints)
        {
            throw new ArgumentOutOfRangeException(nameof(points), $"expected 0 to {MaxPoints} `points`, got {points}");
        }

        if (columns <= 0 || data.Length != (long)points * columns)
        {
            throw new ArgumentException($"expected {points} x {columns} values in `data`, got {data.Length}", nameof(data));
        }

        if (!(options.Perplexity >= 1) || !(options.Exaggeration >= 1) || options.Iterations < 0 || options.LearningRate is <= 0)
        {
            throw new ArgumentException(
                $"expected a perplexity and exaggeration of at least 1, no negative iterations and a positive rate, got {options}", nameof(options));
        }

        var values = new double[data.Length];
        for (var i = 0; i < values.Length; i++)
        {
            if (!float.IsFinite(data[i]))
            {
                throw new ArgumentException($"expected finite values in `data`, got {data[i]} in row {i / columns}", nameof(data));
            }

            values[i] = data[i];
        }

        return values;
    }

    /// <summary>The principal plane scaled to a small spread, with a jitter that parts points on one line.</summary>
    private static (double[] X, double[] Y) Start(double[] values, int points, int columns, ulong seed)
    {
        var (x, y) = PrincipalPlane.Project(values, points, columns);
        var spread = Math.Sqrt(x.Sum(v => v * v) / points);
        var scale = spread > 0 ? StartSpread / spread : 1;
        var state = seed;
        for (var i = 0; i < points; i++)
        {
            x[i] = x[i] * scale + StartSpread * 0.01 * Jitter(ref state);
            y[i] = y[i] * scale + StartSpread * 0.01 * Jitter(ref state);
        }

        return (x, y);
    }

    /// <summary>Uniform in [-0.5, 0.5), SplitMix64 (Steele, Lea and Flood 2014).</summary>
    private static double Jitter(ref ulong state)
    {
        state += 0x9E3779B97F4A7C15;
        var z = state;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return ((z ^ (z >> 31)) >> 11) * (1.0 / (1UL << 53)) - 0.5;
    }

    /// <summary>Gradient descent along one axis with momentum and Jacobs' gains (1988), centred after each step.</summary>
    private sealed class Descent(int points)
    {
        private readonly double[] _velocity = new double[points];
        private readonly double[] _gain = Enumerable.Repeat(1.0, points).ToArray();

        internal void Step(double[] position, double[] gradient, double rate, double momentum)
        {
            var mean = 0.0;
            for (var i = 0; i < points; i++)
            {
                var against = gradient[i] * _velocity[i] < 0;
                _gain[i] = Math.Max(0.01, against ? _gain[i] + 0.2 : _gain[i] * 0.8);
                _velocity[i] = momentum * _velocity[i] - rate * _gain[i] * gradient[i];
                position[i] += _velocity[i];
                mean += position[i] / points;
            }

            for (var i = 0; i < points; i++)
            {
                position[i] -= mean;
            }
        }
    }
}
