using Unroll.Data;

namespace Unroll.Models;

/// <summary>
/// Brings features to a common scale, (x - center) / scale, with figures of the training part. A missing value (NaN) is what the feature
/// was a step before, and at the start of a sequence its center.
/// </summary>
/// <param name="Names">The names of the features.</param>
/// <param name="Center">What is subtracted from each.</param>
/// <param name="Scale">What each is divided by; 1 for a feature that never changes.</param>
public sealed record FeatureScaler(IReadOnlyList<string> Names, float[] Center, float[] Scale)
{
    /// <summary>Features that are read as they are.</summary>
    public static FeatureScaler Identity(IReadOnlyList<string> names)
    {
        ArgumentNullException.ThrowIfNull(names);
        var scale = new float[names.Count];
        Array.Fill(scale, 1);
        return new FeatureScaler(names, new float[names.Count], scale);
    }

    /// <summary>Takes the figures of some sequences, in double.</summary>
    /// <param name="names">The names of the features.</param>
    /// <param name="sequences">The training part.</param>
    /// <param name="scaling">How.</param>
    public static FeatureScaler Fit(IReadOnlyList<string> names, IEnumerable<FeatureSequence> sequences, FeatureScaling scaling = FeatureScaling.Standard)
    {
        ArgumentNullException.ThrowIfNull(names);
        ArgumentNullException.ThrowIfNull(sequences);
        FeatureScaler scaler = Identity(names);
        if (scaling == FeatureScaling.None)
            return scaler;

        int width = names.Count;
        double[] low = new double[width], high = new double[width], mean = new double[width], squares = new double[width];
        var count = new long[width];
        Array.Fill(low, double.PositiveInfinity);
        Array.Fill(high, double.NegativeInfinity);
        foreach (FeatureSequence sequence in sequences)
        {
            for (int i = 0; i < sequence.Values.Length; i++)
            {
                int f = i % width;
                double x = sequence.Values[i];
                if (double.IsNaN(x))
                    continue;
                low[f] = Math.Min(low[f], x);
                high[f] = Math.Max(high[f], x);
                double d = x - mean[f];
                mean[f] += d / ++count[f]; // Welford 1962
                squares[f] += d * (x - mean[f]);
            }
        }

        for (int f = 0; f < width; f++)
        {
            if (count[f] == 0)
                continue; // missing throughout: 0 always
            bool minMax = scaling == FeatureScaling.MinMax;
            double center = minMax ? low[f] : mean[f];
            double scale = minMax ? high[f] - low[f] : Math.Sqrt(squares[f] / count[f]);
            scaler.Center[f] = (float)center;
            // Rounding leaves a constant feature with a tiny deviation, which is no information.
            scaler.Scale[f] = scale > 1e-6 * Math.Max(Math.Abs(low[f]), Math.Abs(high[f])) ? (float)scale : 1;
        }

        return scaler;
    }

    /// <summary>The values of a sequence on the common scale: [steps, features].</summary>
    /// <exception cref="UnrollException">The sequence has another number of features.</exception>
    public float[] Apply(FeatureSequence sequence)
    {
        ArgumentNullException.ThrowIfNull(sequence);
        int width = Names.Count;
        if (sequence.Features != width)
            throw new UnrollException($"the model reads {width} features, {sequence.Id} has {sequence.Features}");
        var scaled = new float[sequence.Values.Length];
        for (int i = 0; i < scaled.Length; i++)
        {
            float x = (sequence.Values[i] - Center[i % width]) / Scale[i % width];
            scaled[i] = !float.IsNaN(x) ? x : i < width ? 0 : scaled[i - width];
        }

        return scaled;
    }
}
