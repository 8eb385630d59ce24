using System.Globalization;

namespace Unroll.Benchmarks.Peers;

/// <summary>One row of the comparison: a layer, a shape, what is timed and against whom.</summary>
/// <param name="Layer">lstm, gru or elman.</param>
/// <param name="Mode">train, infer or step.</param>
/// <param name="T">Steps of the longest row.</param>
/// <param name="B">Rows of the batch.</param>
/// <param name="I">Features of the input.</param>
/// <param name="H">Units.</param>
internal sealed record BenchmarkRow(string Layer, string Mode, int T, int B, int I, int H)
{
    /// <summary>An option of the peer, not of ours: ONNX Runtime's threads sleep when they have nothing to do.</summary>
    public const string NoSpinning = "no-spinning";

    public int Layers { get; init; } = 1;

    public bool Bidirectional { get; init; }

    /// <summary>recurrent-dropout, zoneout, layer-norm: compared with our own layer without them. Or <see cref="NoSpinning"/>.</summary>
    public IReadOnlyList<string> Options { get; init; } = [];

    /// <summary>dense, uniform5-50 or surnames.</summary>
    public string Lengths { get; init; } = "dense";

    /// <summary>Whether training wants the gradient of the input too.</summary>
    public bool Dx { get; init; }

    /// <summary>libtorch, onnxruntime or none.</summary>
    public required string Peer { get; init; }

    public bool Ragged => Lengths != "dense";

    public int Directions => Bidirectional ? 2 : 1;

    /// <summary>What --only looks into, and the first column of the table.</summary>
    public string Name => string.Create(
        CultureInfo.InvariantCulture,
        $"{Layer} {Mode} T{T} B{B} I{I} H{H}{(Layers > 1 ? $" x{Layers}" : "")}{(Bidirectional ? " bidirectional" : "")}"
        + $"{(Ragged ? " " + Lengths : "")}{(Dx ? " dx" : "")}{string.Concat(Options.Select(o => " " + o))} {Peer}");

    /// <summary>Gate blocks of the layer: 4, 3 or 1.</summary>
    public int Gates => Layer switch { "lstm" => 4, "gru" => 3, _ => 1 };

    /// <summary>The lengths of the rows, longest first.</summary>
    public int[] RowLengths() => LengthSampler.Sample(Lengths, B, T);

    /// <summary>Floating-point operations of the matrix products alone: a multiply-add is two.</summary>
    public double GemmOperations()
    {
        double total = Mode == "step" ? 1 : RowLengths().Sum(), sum = 0;
        for (int layer = 0; layer < Layers; layer++)
        {
            double inputs = layer == 0 ? I : H * Directions;
            double forward = inputs + H;

            // Backward: the weights' gradients cost what forward does; then the hidden state's, and the input's where it is wanted.
            double backward = forward + H + (Dx || layer > 0 ? inputs : 0);
            sum += 2.0 * Gates * H * (forward + (Mode == "train" ? backward : 0));
        }

        return sum * total * Directions;
    }
}
