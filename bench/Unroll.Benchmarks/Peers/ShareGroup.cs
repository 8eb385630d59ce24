namespace Unroll.Benchmarks.Peers;

/// <summary>Rows of training whose rate is held against the measured peak: matrix products alone, each row for itself.</summary>
/// <param name="Name">What the table calls it.</param>
/// <param name="Bar">The share each row is to reach.</param>
/// <param name="Holds">Which rows belong.</param>
internal sealed record ShareGroup(string Name, double Bar, Func<BenchmarkRow, bool> Holds)
{
    /// <summary>Every group, with the bars the project has set itself.</summary>
    public static IReadOnlyList<ShareGroup> All { get; } =
    [
        Of("lstm", 512, 0.8), Of("lstm", 256, 0.8), Of("lstm", 128, 0.65), Of("lstm", 64, 0.5),
        Of("gru", 512, 0.7), Of("gru", 256, 0.7), Of("elman", 512, 0.7), Of("elman", 256, 0.7),
    ];

    private static ShareGroup Of(string layer, int units, double bar) => new(
        $"{layer} train H{units}", bar, r => r is { Mode: "train", Peer: "libtorch", Ragged: false, B: > 1 } && r.Layer == layer && r.H == units);
}
