namespace Unroll.Models;

/// <summary>The shape of a <see cref="SketchModel"/>; the defaults are those of the published implementation.</summary>
public sealed record SketchModelOptions
{
    /// <summary>The decoder.</summary>
    public SketchDecoder Decoder { get; init; } = SketchDecoder.Lstm;

    /// <summary>Units of each direction of the encoder.</summary>
    public int EncoderUnits { get; init; } = 256;

    /// <summary>Units of the decoder.</summary>
    public int DecoderUnits { get; init; } = 512;

    /// <summary>Numbers of the latent vector.</summary>
    public int Latent { get; init; } = 128;

    /// <summary>Bivariate normal distributions of the mixture.</summary>
    public int Mixtures { get; init; } = 20;

    /// <summary>Whether sketches are encoded; otherwise there is a decoder only, which draws from nothing.</summary>
    public bool Conditional { get; init; } = true;

    /// <summary>Recurrent dropout without loss of memory, in encoder and decoder.</summary>
    public float CandidateDropout { get; init; } = 0.1f;

    /// <summary>The seed of the initial weights.</summary>
    public ulong Seed { get; init; } = 42;

    /// <exception cref="ArgumentException">An option is out of range.</exception>
    internal void Check()
    {
        Expect(Latent is > 0 and <= 4096, "1 to 4096", "latent", Latent);
        Expect(Mixtures is > 0 and <= 1024, "1 to 1024", "mixtures", Mixtures);
        Expect(Decoder != SketchDecoder.HyperLstm || CandidateDropout >= 0, "at least 0", "dropout", CandidateDropout);
    }

    private static void Expect(bool ok, string what, string name, double value)
    {
        if (!ok)
        {
            throw new ArgumentException($"expected {what} for `{name}`, got {value}");
        }
    }
}
