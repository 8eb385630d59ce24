using System.Globalization;
using Unroll.Benchmarks.Contenders;
using Unroll.Benchmarks.Peers;
using Unroll.Numerics;

namespace Unroll.Benchmarks.Scale;

/// <summary>The `scale` verb: how the time of a training call grows with steps, rows, units and threads, as tables and pictures.</summary>
internal static class ScaleComparison
{
    private static readonly string[] Layers = ["lstm", "gru", "elman"];

    public static int Run(BenchmarkOptions options)
    {
        ScaleAxis[] axes = [.. ScaleAxis.All(options.Quick).Where(a => options.Wants(a.Name))];
        if (axes.Length == 0)
        {
            throw new UnrollException($"no axis matches --only {options.Only}; there are steps, rows, units and threads");
        }

        bool wrong = false;
        foreach (ScaleAxis axis in axes)
        {
            var points = new List<ScalePoint>();
            foreach (string layer in Layers)
            {
                foreach (int value in axis.Values)
                {
                    Console.Error.Write($"{axis.Name} {value} {layer}".PadRight(32));
                    ScalePoint? point = Measure(axis, layer, value, options);
                    wrong |= point is null;
                    points.AddRange(point is null ? [] : [point]);
                    Console.Error.WriteLine(point is null ? "WRONG RESULT" : string.Create(CultureInfo.InvariantCulture, $"{point.Times.Ours,10:f3} {point.Times.Peer,10:f3} ms{point.Times.Remark}"));
                }
            }

            Write(axis, points);
            if (options.Out is { } folder && points.Count > 0)
            {
                ScalePicture.Write(Path.Combine(Path.GetFullPath(folder), $"scale-{axis.Name}.svg"), axis, points);
            }
        }

        return wrong ? 1 : 0;
    }

    private static ScalePoint? Measure(ScaleAxis axis, string layer, int value, BenchmarkOptions options)
    {
        using ThreadTeam? own = axis.IsThreads ? new ThreadTeam(value) : null;
        ThreadTeam team = own ?? options.Team();
        int theirs = TorchSharp.torch.get_num_threads();
        TorchSharp.torch.set_num_threads(own?.Threads ?? theirs);
        try
        {
            var work = new Workload(axis.Row(layer, value));
            using var peer = new TorchLayer(work);
            using var ours = new UnrollLayer(work, work.Layer, team);
            if (ours.Check().Disagreement(peer.Check()) is { } found)
            {
                Console.Error.WriteLine(found);
                return null;
            }

            return new ScalePoint(work.Row, value, new Alternation(team, options.Quick).Measure(ours, peer));
        }
        finally
        {
            TorchSharp.torch.set_num_threads(theirs);
        }
    }

    /// <summary>Times at each value, and the exponent that they grow with from the value before: 1 is in proportion.</summary>
    private static void Write(ScaleAxis axis, List<ScalePoint> points)
    {
        Console.WriteLine($"{axis.Title}; {axis.Fixed}");
        Console.WriteLine($"{"",-7}{axis.Name,8} {"ours ms",10} {"grows as",9} {"libtorch ms",12} {"grows as",9} {"ratio",7} {"steps/s",12}");
        foreach (IGrouping<string, ScalePoint> layer in points.GroupBy(p => p.Row.Layer))
        {
            ScalePoint? before = null;
            foreach (ScalePoint p in layer)
            {
                Console.WriteLine(string.Create(
                    CultureInfo.InvariantCulture,
                    $"{ScalePicture.Title(layer.Key),-7}{p.At,8} {p.Times.Ours,10:f3} {Growth(before, p, t => t.Ours),9} {p.Times.Peer,12:f3} "
                    + $"{Growth(before, p, t => t.Peer),9} {p.Times.Ratio,7:f2} {p.Rate(ours: true),12:n0}{p.Times.Remark}"));
                before = p;
            }
        }

        Console.WriteLine();
    }

    private static string Growth(ScalePoint? before, ScalePoint now, Func<PairTimes, double> time) => before is null
        ? ""
        : (Math.Log(time(now.Times) / time(before.Times)) / Math.Log(now.At / before.At)).ToString("f2", CultureInfo.InvariantCulture);
}
