namespace Unroll.Data;

/// <summary>
/// Logarithms of mel-filter energies (Davis and Mermelstein 1980): each window is pre-emphasised, weighted with Hann's window and
/// transformed; its power spectrum is summed under triangles whose corners are evenly spaced on the mel scale 2595 log10(1 + f / 700).
/// </summary>
public sealed class LogMelFeatures
{
    private readonly double[] _window;
    private readonly double[] _cosines;
    private readonly double[] _sines;
    private readonly int[] _reversed;
    private readonly (int First, double[] Weights)[] _filters;

    /// <summary>Prepares windows and filters.</summary>
    /// <exception cref="ArgumentException">An option is out of range.</exception>
    public LogMelFeatures(LogMelOptions? options = null)
    {
        Options = options ?? new LogMelOptions();
        Options.Check();
        int points = Options.Points;
        _window = [.. Enumerable.Range(0, Options.Window).Select(n => 0.5 - (0.5 * Math.Cos(2 * Math.PI * n / Options.Window)))];
        _cosines = [.. Enumerable.Range(0, points / 2).Select(n => Math.Cos(2 * Math.PI * n / points))];
        _sines = [.. Enumerable.Range(0, points / 2).Select(n => -Math.Sin(2 * Math.PI * n / points))];
        _reversed = new int[points];
        for (int i = 1; i < points; i++)
        {
            _reversed[i] = (_reversed[i >> 1] >> 1) | ((i & 1) * (points >> 1));
        }

        _filters = [.. Enumerable.Range(0, Options.Filters).Select(Filter)];
    }

    /// <summary>The shape of the features.</summary>
    public LogMelOptions Options { get; }

    /// <summary>The number of windows of a sound: those that lie in it whole, at least one.</summary>
    public int Frames(int samples) => Math.Max(1, 1 + ((samples - Options.Window) / Options.Hop));

    /// <summary>The features of a sound: [frames, filters] row-major. One that is shorter than a window is followed by silence.</summary>
    public float[] Compute(ReadOnlySpan<float> samples)
    {
        int frames = Frames(samples.Length), points = Options.Points, filters = Options.Filters;
        var features = new float[frames * filters];
        double[] real = new double[points], imaginary = new double[points], power = new double[(points / 2) + 1];
        for (int f = 0; f < frames; f++)
        {
            Array.Clear(real);
            Array.Clear(imaginary);
            for (int n = 0; n < _window.Length; n++)
            {
                int at = (f * Options.Hop) + n;
                double now = at < samples.Length ? samples[at] : 0, before = at > 0 && at <= samples.Length ? samples[at - 1] : 0;
                real[_reversed[n]] = _window[n] * (now - (Options.Preemphasis * before));
            }

            Transform(real, imaginary);
            for (int k = 0; k < power.Length; k++)
            {
                power[k] = (real[k] * real[k]) + (imaginary[k] * imaginary[k]);
            }

            for (int m = 0; m < filters; m++)
            {
                (int first, double[] weights) = _filters[m];
                double energy = 0;
                for (int k = 0; k < weights.Length; k++)
                {
                    energy += weights[k] * power[first + k];
                }

                features[(f * filters) + m] = (float)Math.Log(energy + Options.Floor);
            }
        }

        return features;
    }

    /// <summary>Cooley and Tukey 1965, radix 2, in place; the input is in bit-reversed order.</summary>
    private void Transform(double[] real, double[] imaginary)
    {
        int points = real.Length;
        for (int half = 1; half < points; half *= 2)
        {
            int stride = points / (2 * half);
            for (int start = 0; start < points; start += 2 * half)
            {
                for (int k = 0; k < half; k++)
                {
                    int a = start + k, b = a + half;
                    double c = _cosines[k * stride], s = _sines[k * stride];
                    double x = (real[b] * c) - (imaginary[b] * s), y = (real[b] * s) + (imaginary[b] * c);
                    (real[b], imaginary[b]) = (real[a] - x, imaginary[a] - y);
                    real[a] += x;
                    imaginary[a] += y;
                }
            }
        }
    }

    private (int First, double[] Weights) Filter(int m)
    {
        double low = Corner(m), middle = Corner(m + 1), high = Corner(m + 2), bin = (double)Options.Rate / Options.Points;
        int first = (int)Math.Ceiling(low / bin), last = (int)Math.Floor(high / bin);
        return (first, [.. Enumerable.Range(first, Math.Max(0, last - first + 1)).Select(k =>
        {
            double f = k * bin;
            return f <= middle ? (f - low) / (middle - low) : (high - f) / (high - middle);
        })]);
    }

    private double Corner(int index)
    {
        double low = Mel(Options.Lowest), high = Mel(Options.Highest);
        double mel = low + ((high - low) * index / (Options.Filters + 1));
        return 700 * (Math.Pow(10, mel / 2595) - 1);

        static double Mel(double f) => 2595 * Math.Log10(1 + (f / 700));
    }
}
