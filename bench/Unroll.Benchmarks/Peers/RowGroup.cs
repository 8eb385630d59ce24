namespace Unroll.Benchmarks.Peers;

/// <summary>Rows that are judged together by their geometric mean.</summary>
/// <param name="Name">What the table calls it.</param>
/// <param name="Bar">The ratio the geometric mean is to reach.</param>
/// <param name="Floor">The ratio no row is to fall under; 0 for none.</param>
/// <param name="Holds">Which rows belong.</param>
internal sealed record RowGroup(string Name, double Bar, double Floor, Func<BenchmarkRow, bool> Holds)
{
    /// <summary>Every group, with the bars the project has set itself.</summary>
    public static IReadOnlyList<RowGroup> All { get; } =
    [
        .. Trained("lstm", 3.0, 2.0, 1.6, 3), .. Trained("gru", 8, 3.0, 1.9, 25), .. Trained("elman", 7, 3.0, 1.6, 30),
        new("train ragged / packed libtorch", 7, 5, r => r is { Mode: "train", Peer: "libtorch", Ragged: true }),
        new("infer / libtorch", 3, 1, r => r is { Mode: "infer", Peer: "libtorch" }),
        new("infer / onnxruntime", 2, 1, r => r is { Mode: "infer", Peer: "onnxruntime" }),
        .. Steps("onnxruntime", spinning: true), .. Steps("onnxruntime, no spinning", spinning: false),

        // At most 25% over the plain cell: no row under 1 / 1.25.
        new("recurrent dropout / plain", 0.8, 0.8, r => r.Options.Contains("recurrent-dropout")),
        new("zoneout / plain", 0.8, 0.8, r => r.Options.Contains("zoneout")),
        new("layer norm / plain", 0.8, 0.8, r => r.Options.Contains("layer-norm")),
    ];

    private static IEnumerable<RowGroup> Steps(string peer, bool spinning)
    {
        foreach ((int units, double bar) in ((int, double)[])[(128, 4), (512, 1), (1024, 1)])
        {
            yield return new(
                $"step H{units} / {peer}", bar, 0, r => r.Mode == "step" && r.H == units && r.Options.Contains(BenchmarkRow.NoSpinning) != spinning);
        }
    }

    private static IEnumerable<RowGroup> Trained(string layer, double small, double medium, double large, double single)
    {
        bool Dense(BenchmarkRow r) => r is { Mode: "train", Peer: "libtorch", Ragged: false } && r.Layer == layer;
        yield return new($"{layer} train H<=64", small, 0, r => Dense(r) && r.B > 1 && r.H <= 64);
        yield return new($"{layer} train H128-256", medium, 0, r => Dense(r) && r.B > 1 && r.H is >= 128 and <= 256);
        yield return new($"{layer} train H>=512", large, 0, r => Dense(r) && r.B > 1 && r.H >= 512);
        yield return new($"{layer} train B1", single, 0, r => Dense(r) && r.B == 1);
    }
}
