namespace Unroll.Data;

/// <summary>The shape of <see cref="LogMelFeatures"/>; the defaults are those of speech at 8,000 samples a second.</summary>
public sealed record LogMelOptions
{
    /// <summary>Samples a second.</summary>
    public int Rate { get; init; } = 8000;

    /// <summary>Samples of a window.</summary>
    public int Window { get; init; } = 200;

    /// <summary>Samples from one window to the next.</summary>
    public int Hop { get; init; } = 80;

    /// <summary>Points of the Fourier transform, a power of two of at least the window.</summary>
    public int Points { get; init; } = 256;

    /// <summary>The number of filters.</summary>
    public int Filters { get; init; } = 40;

    /// <summary>The lower edge of the first filter, in hertz.</summary>
    public double Lowest { get; init; } = 60;

    /// <summary>The upper edge of the last filter, in hertz.</summary>
    public double Highest { get; init; } = 3900;

    /// <summary>How much of the sample before is taken off each sample.</summary>
    public double Preemphasis { get; init; } = 0.97;

    /// <summary>What is added to an energy before its logarithm.</summary>
    public double Floor { get; init; } = 1e-6;

    /// <exception cref="ArgumentException">An option is out of range.</exception>
    internal void Check()
    {
        Expect(Rate > 0, "a positive integer", nameof(Rate), Rate);
        Expect(Window > 1, "an integer of at least 2", nameof(Window), Window);
        Expect(Hop > 0, "a positive integer", nameof(Hop), Hop);
        Expect(Points >= Window && Points <= 1 << 20 && (Points & (Points - 1)) == 0, "a power of two of at least the window", nameof(Points), Points);
        Expect(Filters > 0, "a positive integer", nameof(Filters), Filters);
        Expect(Lowest >= 0 && Lowest < Highest, "a frequency below the highest", nameof(Lowest), Lowest);
        Expect(Highest <= Rate / 2.0, "at most half the rate", nameof(Highest), Highest);
        Expect(Floor > 0, "a positive number", nameof(Floor), Floor);
    }

    private static void Expect(bool ok, string what, string name, double value)
    {
        if (!ok)
        {
            throw new ArgumentException($"expected {what} for `{name}`, got {value}");
        }
    }
}
