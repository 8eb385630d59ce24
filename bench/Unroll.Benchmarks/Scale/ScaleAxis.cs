using Unroll.Benchmarks.Peers;

namespace Unroll.Benchmarks.Scale;

/// <summary>What grows while the rest stays.</summary>
/// <param name="Name">Name of the picture's file: steps, rows, units or threads.</param>
/// <param name="Title">Title of the horizontal axis.</param>
/// <param name="Fixed">What stays, in words.</param>
/// <param name="Values">Where it is measured.</param>
/// <param name="Row">The row of a layer at a value.</param>
internal sealed record ScaleAxis(string Name, string Title, string Fixed, int[] Values, Func<string, int, BenchmarkRow> Row)
{
    public bool IsThreads => Name == "threads";

    /// <summary>All axes; the short form has every other value.</summary>
    public static IReadOnlyList<ScaleAxis> All(bool quick)
    {
        int[] counts = [.. Threads()];
        return
        [
            new("steps", "steps T", "B32, I64, H128", Doublings(8, 512, quick), (layer, t) => Train(layer, t, 32, 64, 128)),
            new("rows", "rows of the batch B", "T50, I64, H128", Doublings(1, 256, quick), (layer, b) => Train(layer, 50, b, 64, 128)),
            new("units", "units H", "T25, B32, I = H", Doublings(16, 1024, quick), (layer, h) => Train(layer, 25, 32, h, h)),
            new("threads", "threads", "T100, B64, I256, H256", counts, (layer, _) => Train(layer, 100, 64, 256, 256)),
        ];
    }

    private static BenchmarkRow Train(string layer, int t, int b, int i, int h) => new(layer, "train", t, b, i, h) { Peer = "libtorch" };

    private static int[] Doublings(int first, int last, bool quick)
    {
        var values = new List<int>();
        for (int value = first; value <= last; value *= quick ? 4 : 2)
        {
            values.Add(value);
        }

        return [.. values];
    }

    /// <summary>1, 2, 4 and so on, and as many as there are.</summary>
    private static IEnumerable<int> Threads()
    {
        for (int threads = 1; threads < Environment.ProcessorCount; threads *= 2)
        {
            yield return threads;
        }

        yield return Environment.ProcessorCount;
    }
}
