using System.Numerics;
using Unroll.Data;

namespace Unroll.Tests.Data;

public sealed class LogMelFeaturesTests
{
    [Theory]
    [InlineData(1000)]
    [InlineData(200)]
    [InlineData(37)]
    public void FeaturesAreThoseOfADirectTransform(int length)
    {
        var random = new Random(length);
        float[] samples = [.. Enumerable.Range(0, length).Select(i => (float)(Math.Sin(i * 0.3) + (0.2 * random.NextDouble())))];
        foreach (LogMelOptions options in new[] { new LogMelOptions(), new LogMelOptions { Window = 100, Hop = 33, Points = 128, Filters = 13, Preemphasis = 0, Floor = 1e-3 } })
        {
            float[] expected = Direct(samples, options), found = new LogMelFeatures(options).Compute(samples);
            Assert.Equal(expected.Length, found.Length);
            Assert.All(expected.Zip(found), p => Assert.Equal(p.First, p.Second, 1e-4));
        }
    }

    [Fact]
    public void AToneShowsInTheFilterAroundIt()
    {
        var mel = new LogMelFeatures();
        foreach (double hertz in new[] { 300.0, 1000, 2500 })
        {
            float[] features = mel.Compute([.. Enumerable.Range(0, 800).Select(i => (float)Math.Sin(2 * Math.PI * hertz * i / 8000))]);
            int loudest = Enumerable.Range(0, 40).MaxBy(m => features[(5 * 40) + m]);
            double low = Corner(loudest, new LogMelOptions()), high = Corner(loudest + 2, new LogMelOptions());
            Assert.InRange(hertz, low, high);
        }
    }

    [Fact]
    public void SilenceIsTheFloor() =>
        Assert.All(new LogMelFeatures().Compute(new float[500]), v => Assert.Equal(Math.Log(1e-6), v, 1e-5));

    [Fact]
    public void WrongOptionsAreNamed()
    {
        Assert.Contains("`Points`, got 300", Assert.Throws<ArgumentException>(() => new LogMelFeatures(new LogMelOptions { Points = 300 })).Message, StringComparison.Ordinal);
        Assert.Contains("`Highest`, got 5000", Assert.Throws<ArgumentException>(() => new LogMelFeatures(new LogMelOptions { Highest = 5000 })).Message, StringComparison.Ordinal);
    }

    /// <summary>The definition: sum over n of x[n] e^(-2 pi i k n / N) for each k, and triangles by their corners.</summary>
    private static float[] Direct(float[] samples, LogMelOptions o)
    {
        double[] emphasised = [.. samples.Select((x, i) => x - (o.Preemphasis * (i > 0 ? samples[i - 1] : 0)))];
        var features = new List<float>();
        for (int start = 0; start == 0 || start + o.Window <= samples.Length; start += o.Hop)
        {
            double[] frame = new double[o.Window];
            for (int n = 0; n < o.Window; n++)
            {
                // The sample after the last one: silence, less what pre-emphasis takes of the last.
                double x = start + n < samples.Length ? emphasised[start + n] : start + n == samples.Length ? -o.Preemphasis * samples[^1] : 0;
                frame[n] = x * Math.Pow(Math.Sin(Math.PI * n / o.Window), 2);
            }

            double[] power = new double[(o.Points / 2) + 1];
            for (int k = 0; k < power.Length; k++)
            {
                Complex sum = 0;
                for (int n = 0; n < o.Window; n++)
                {
                    sum += frame[n] * Complex.Exp(new Complex(0, -2 * Math.PI * k * n / o.Points));
                }

                power[k] = sum.Magnitude * sum.Magnitude;
            }

            for (int m = 0; m < o.Filters; m++)
            {
                double low = Corner(m, o), middle = Corner(m + 1, o), high = Corner(m + 2, o), energy = 0;
                for (int k = 0; k < power.Length; k++)
                {
                    double f = (double)k * o.Rate / o.Points;
                    energy += power[k] * Math.Max(0, Math.Min((f - low) / (middle - low), (high - f) / (high - middle)));
                }

                features.Add((float)Math.Log(energy + o.Floor));
            }
        }

        return [.. features];
    }

    private static double Corner(int index, LogMelOptions o)
    {
        double step = (Mel(o.Highest) - Mel(o.Lowest)) / (o.Filters + 1);
        return 700 * (Math.Pow(10, (Mel(o.Lowest) + (index * step)) / 2595) - 1);

        static double Mel(double f) => 2595 * Math.Log10(1 + (f / 700));
    }
}
