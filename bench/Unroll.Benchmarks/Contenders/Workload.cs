using Unroll.Benchmarks.Peers;
using Unroll.Formats;
using Unroll.Layers;
using Unroll.Recurrent;

namespace Unroll.Benchmarks.Contenders;

/// <summary>The input and the weights that both sides of a row get.</summary>
internal sealed class Workload
{
    public Workload(BenchmarkRow row)
    {
        Row = row;
        Lengths = row.RowLengths();
        Layer = NewLayer(row.Options);
        Weights = Layer.Export();
        var random = new Random(7);
        RowFeatures = [.. Lengths.Select(length => Uniform(random, length * row.I))];
    }

    public BenchmarkRow Row { get; }

    /// <summary>Longest first, so that nobody has to sort.</summary>
    public int[] Lengths { get; }

    public int Total => Lengths.Sum();

    /// <summary>Our layer, with weights as PyTorch initialises them.</summary>
    public RecurrentLayer Layer { get; }

    /// <summary>The weights under PyTorch's names.</summary>
    public IReadOnlyList<NamedArray> Weights { get; }

    /// <summary>The features of each row, [length, I].</summary>
    public float[][] RowFeatures { get; }

    /// <summary>The columns of the output.</summary>
    public int Width => Row.H * Row.Directions;

    /// <summary>Our layer with the given options and the weights of this workload.</summary>
    public RecurrentLayer NewLayer(IReadOnlyList<string> options)
    {
        float bound = 1 / MathF.Sqrt(Row.H);
        var layer = new RecurrentLayer(Row.I, new RecurrentOptions(Cell.Parse(Row.Layer), Row.H)
        {
            Layers = Row.Layers,
            Bidirectional = Row.Bidirectional,
            InputInitializer = _ => Initializer.Uniform(bound),
            HiddenInitializer = _ => Initializer.Uniform(bound),
            RecurrentDropout = options.Contains("recurrent-dropout") ? 0.25f : 0,
            ZoneoutHidden = options.Contains("zoneout") ? 0.1f : 0,
            ZoneoutCell = options.Contains("zoneout") ? 0.1f : 0,
            LayerNorm = options.Contains("layer-norm"),
        });
        layer.Initialize(42);
        return layer;
    }

    /// <summary>The features time-major and padded with zeros: [T, B, I].</summary>
    public float[] Padded()
    {
        int inputs = Row.I;
        var padded = new float[Row.T * Row.B * inputs];
        for (int r = 0; r < Row.B; r++)
        {
            for (int t = 0; t < Lengths[r]; t++)
            {
                RowFeatures[r].AsSpan(t * inputs, inputs).CopyTo(padded.AsSpan(((t * Row.B) + r) * inputs));
            }
        }

        return padded;
    }

    /// <summary>Keeps of values [T, B, width] those of rows still alive, as <see cref="Outcome.Output"/> wants them.</summary>
    public float[] Pack(ReadOnlySpan<float> padded, int width)
    {
        var packed = new List<float>(Total * width);
        for (int t = 0; t < Row.T; t++)
        {
            for (int r = 0; r < Row.B && Lengths[r] > t; r++)
            {
                packed.AddRange(padded.Slice(((t * Row.B) + r) * width, width));
            }
        }

        return [.. packed];
    }

    private static float[] Uniform(Random random, int count)
    {
        var values = new float[count];
        for (int i = 0; i < count; i++)
        {
            values[i] = (2 * random.NextSingle()) - 1;
        }

        return values;
    }
}
