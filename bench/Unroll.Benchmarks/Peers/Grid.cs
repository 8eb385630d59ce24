namespace Unroll.Benchmarks.Peers;

/// <summary>Every row that is measured.</summary>
internal static class Grid
{
    private static readonly string[] Layers = ["lstm", "gru", "elman"];

    private static readonly Shape[] Shapes =
    [
        new(12, 128, 16, 64), new(25, 128, 10, 32), new(50, 50, 65, 128), new(100, 64, 256, 256), new(35, 20, 650, 650, Layers: 2),
        new(100, 1, 64, 128), new(100, 64, 512, 512), new(50, 32, 100, 200, Bidirectional: true),
        new(50, 64, 32, 128, Lengths: "uniform5-50"), new(18, 128, 16, 64, Lengths: "surnames"),
    ];

    public static IReadOnlyList<BenchmarkRow> Rows()
    {
        var rows = new List<BenchmarkRow>();
        foreach (Shape shape in Shapes)
        {
            foreach (string layer in Layers)
            {
                rows.Add(Row(shape, layer, "train", "libtorch"));
                rows.Add(Row(shape, layer, "train", "libtorch") with { Dx = true });
                rows.Add(Row(shape, layer, "infer", "libtorch"));
                rows.Add(Row(shape, layer, "infer", "onnxruntime"));
            }
        }

        foreach (int units in (int[])[128, 512, 1024])
        {
            foreach (string[] options in (string[][])[[], [BenchmarkRow.NoSpinning]])
            {
                rows.AddRange(Layers.Select(l => new BenchmarkRow(l, "step", 1, 1, units, units) { Peer = "onnxruntime", Options = options }));
            }
        }

        foreach (string option in (string[])["recurrent-dropout", "zoneout", "layer-norm"])
        {
            foreach (Shape shape in (Shape[])[new(12, 128, 16, 64), new(50, 50, 65, 128), new(100, 64, 256, 256)])
            {
                rows.AddRange(Layers.Select(layer => Row(shape, layer, "train", "none") with { Options = [option] }));
            }
        }

        return rows;
    }

    private static BenchmarkRow Row(Shape s, string layer, string mode, string peer) => new(layer, mode, s.T, s.B, s.I, s.H)
    {
        Layers = s.Layers,
        Bidirectional = s.Bidirectional,
        Lengths = s.Lengths,
        Peer = peer,
    };

    private sealed record Shape(int T, int B, int I, int H, int Layers = 1, bool Bidirectional = false, string Lengths = "dense");
}
