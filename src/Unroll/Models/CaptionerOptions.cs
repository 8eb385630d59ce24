using Unroll.Recurrent;
using Unroll.Recurrent.Decoding;

namespace Unroll.Models;

/// <summary>The shape of a <see cref="Captioner"/>.</summary>
public sealed record CaptionerOptions
{
    /// <summary>The side of the square pictures in pixels, red, green and blue; 0 where features of another model are given instead.</summary>
    public int Side { get; init; } = 64;

    /// <summary>
    /// Filters of 3 by 3 of each convolution, rectified; all but the last halve the sides, so that 64 pixels and four of them make a grid of
    /// 8 by 8.
    /// </summary>
    public IReadOnlyList<int> Channels { get; init; } = [16, 32, 64, 64];

    /// <summary>Positions of the features given, row by row where they are a grid.</summary>
    public int Positions { get; init; }

    /// <summary>Numbers at each position of the features given.</summary>
    public int Features { get; init; }

    /// <summary>Numbers that features given are brought down to.</summary>
    public int FeatureUnits { get; init; } = 128;

    /// <summary>Features of the embeddings.</summary>
    public int Embedding { get; init; } = 48;

    /// <summary>The cell of the decoder.</summary>
    public Cell Decoder { get; init; } = Cell.Lstm;

    /// <summary>Units of the decoder.</summary>
    public int DecoderUnits { get; init; } = 128;

    /// <summary>Units of the additive score.</summary>
    public int AttentionUnits { get; init; } = 64;

    /// <summary>Units of the tanh layer before the output.</summary>
    public int ReadoutUnits { get; init; } = 96;

    /// <summary>Dropout before the output layer.</summary>
    public float OutputDropout { get; init; }

    /// <summary>The seed of the initial weights.</summary>
    public ulong Seed { get; init; } = 42;

    /// <summary>Positions that the decoder looks at.</summary>
    public int Places => Side > 0 ? Grid * Grid : Positions;

    /// <summary>The side of the grid, 0 where the positions are none.</summary>
    public int Grid => Side > 0 ? Halved(Side, Channels.Count - 1) : (int)Math.Sqrt(Positions) is var g && g * g == Positions ? g : 0;

    /// <summary>Numbers of an input: [3, side, side], or [positions, features].</summary>
    public int InputSize => Side > 0 ? 3 * Side * Side : Positions * Features;

    /// <summary>Columns of what the decoder looks at.</summary>
    internal int Annotation => Side > 0 ? Channels[^1] : FeatureUnits;

    /// <summary>The attention: scored before the step (Xu et al. 2015 after Bahdanau et al. 2015).</summary>
    internal AttentionOptions Attention => new() { Units = AttentionUnits };

    /// <exception cref="ArgumentException">An option is out of range or does not fit the others.</exception>
    internal void Check()
    {
        Expect(Side is 0 or (>= 8 and <= 1024), "0 or from 8 to 1024", "side", Side);
        Expect(Side == 0 || Channels.Count is > 0 and <= 8, "from 1 to 8", "channels", Channels.Count);
        foreach (int channels in Channels)
        {
            Expect(channels is > 0 and <= 4096, "from 1 to 4096", "channels", channels);
        }

        Expect(Side > 0 || Positions is > 0 and <= 65536, "from 1 to 65536", "positions", Positions);
        Expect(Side > 0 || Features is > 0 and <= 65536, "from 1 to 65536", "features", Features);
        Expect(FeatureUnits is > 0 and <= 16384, "from 1 to 16384", "feature-units", FeatureUnits);
        Expect(Embedding is > 0 and <= 16384, "from 1 to 16384", "embedding", Embedding);
        Expect(ReadoutUnits is > 0 and <= 16384, "from 1 to 16384", "readout-units", ReadoutUnits);
        Expect(OutputDropout is >= 0 and < 1, "a probability in [0, 1)", "dropout", OutputDropout);
        new RecurrentOptions(Decoder, DecoderUnits).Check();
        Attention.Check();
    }

    private static int Halved(int side, int times) => times <= 0 ? side : Halved((side + 1) / 2, times - 1);

    private static void Expect(bool ok, string what, string name, double value)
    {
        if (!ok)
        {
            throw new ArgumentException($"expected {what} for `{name}`, got {value}");
        }
    }
}
