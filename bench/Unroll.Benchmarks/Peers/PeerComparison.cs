using System.Diagnostics;
using System.Globalization;
using Unroll.Benchmarks.Contenders;
using Unroll.Numerics;

namespace Unroll.Benchmarks.Peers;

/// <summary>The `peers` verb: measures the rows of the grid, checking first that both sides compute the same.</summary>
internal sealed class PeerComparison(BenchmarkOptions options)
{
    private const int Probes = 5;

    private readonly ThreadTeam _team = options.Team();
    private readonly long _start = Stopwatch.GetTimestamp();
    private readonly List<string> _wrong = [];

    public int Run()
    {
        // Files first: a wrong name is not to be found out after minutes.
        Baseline? saved = options.SaveBaseline is { } file ? Open(file) : null;
        Baseline? earlier = options.Compare is { } path ? Baseline.Read(path) : null;
        if (earlier is not null && earlier.Machine != Machine.Description)
        {
            Console.Error.WriteLine($"{options.Compare} was measured on {earlier.Machine}, this is {Machine.Description}: ratios may differ for that alone");
        }

        if (options.Show is { } shown)
        {
            return Show(Baseline.Read(shown));
        }

        BenchmarkRow[] rows = [.. Grid.Rows().Where(options.Wants)];
        if (rows.Length == 0)
        {
            throw new UnrollException($"no row matches --only {options.Only}");
        }

        if (saved is not null && double.IsFinite(options.Seconds))
        {
            // In pieces: what was never measured, then what was measured on a busy machine, then what was measured longest ago.
            rows =
            [
                .. rows.Select(r => (Row: r, Kept: saved.Find(r.Name, _team.Threads)))
                    .OrderBy(p => p.Kept is null ? 0 : p.Kept.Others >= Disturbance.Busy ? 1 : 2)
                    .ThenBy(p => p.Kept?.Date, StringComparer.Ordinal).Select(p => p.Row),
            ];
        }

        List<RowResult> results = Measure(rows);
        Report(results);
        if (saved is not null)
        {
            // A busy figure does not replace a quiet one.
            IEnumerable<BaselineRow> taken = results
                .Where(r => !r.IsBusy || !(saved.Find(r.Row.Name, r.Threads)?.Others < Disturbance.Busy)).Select(r => r.ToBaseline());
            if (options.Quieter)
            {
                saved.MergeQuieter(taken);
            }
            else
            {
                saved.Merge(taken);
            }

            saved.Write(options.SaveBaseline!, Grid.Rows().Select(r => r.Name));
            Console.Error.WriteLine($"{options.SaveBaseline}: {results.Count} rows measured, {saved.Count} in all");
        }

        foreach (string line in _wrong)
        {
            Console.Error.WriteLine("WRONG RESULT " + line);
        }

        return (earlier is null || Holds(earlier, results)) && _wrong.Count == 0 ? 0 : 1;
    }

    private static Baseline Open(string file)
    {
        if (!File.Exists(file))
        {
            return new Baseline(Machine.Description);
        }

        Baseline baseline = Baseline.Read(file);
        return baseline.Machine == Machine.Description
            ? baseline
            : throw new UnrollException($"{file} was measured on {baseline.Machine}, this is {Machine.Description}: save to another file");
    }

    private int Show(Baseline baseline)
    {
        RowResult[] results = [.. RowResult.From(baseline, _team.Threads).Where(r => options.Wants(r.Row))];
        if (results.Length == 0)
        {
            throw new UnrollException($"{options.Show} has no such rows on {_team.Threads} thread(s)");
        }

        Report(results);
        return 0;
    }

    private void Report(IReadOnlyList<RowResult> results)
    {
        if (options.Json)
        {
            JsonReport.Write(Console.OpenStandardOutput(), results);
        }
        else
        {
            TableReport.Write(Console.Out, results);
        }
    }

    /// <summary>Names the rows that fell. One that did is measured again first, because a busy moment looks the same.</summary>
    private bool Holds(Baseline earlier, IReadOnlyList<RowResult> results)
    {
        int known = results.Count(r => earlier.Find(r.Row.Name, r.Threads) is not null);
        HashSet<string> suspects = [.. earlier.Fallen(results.Select(r => r.ToBaseline())).Select(p => p.Now.Row)];
        IReadOnlyList<(BaselineRow Before, BaselineRow Now)> fallen = [];
        if (suspects.Count > 0)
        {
            Console.Error.WriteLine($"{suspects.Count} rows fell; each once more");
            List<RowResult> again = Measure([.. results.Where(r => suspects.Contains(r.Row.Name)).Select(r => r.Row)], limited: false);
            fallen = earlier.Fallen(again.Select(r => r.ToBaseline()));
        }

        foreach ((BaselineRow before, BaselineRow now) in fallen)
        {
            Console.Error.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"FELL {now.Row}: ratio {before.Ratio:f2} on {before.Date}, now {now.Ratio:f2} ({(now.Ratio / before.Ratio) - 1:p0})"));
        }

        Console.Error.WriteLine($"{fallen.Count} of {known} rows fell by more than {Baseline.Allowed:p0} of their ratio in {options.Compare}");
        return fallen.Count == 0;
    }

    private List<RowResult> Measure(BenchmarkRow[] rows, bool limited = true)
    {
        var alternation = new Alternation(_team, options.Quick);
        var probe = new PeakProbe(_team);
        var results = new List<RowResult>();
        double limit = limited ? options.Seconds : double.PositiveInfinity;
        for (int i = 0; i < rows.Length; i++)
        {
            double seconds = Stopwatch.GetElapsedTime(_start).TotalSeconds;
            if (i > 0 && seconds > limit)
            {
                Console.Error.WriteLine($"{i} of {rows.Length} rows in {seconds:f0} s");
                break;
            }

            if (probe.Taken < Probes && probe.Taken <= Probes * Math.Max((double)i / rows.Length, seconds / limit))
            {
                probe.Take();
            }

            Console.Error.Write($"{i + 1}/{rows.Length} {rows[i].Name}".PadRight(72));
            Measure(rows[i], alternation, results);
        }

        while (probe.Taken < Probes)
        {
            probe.Take();
        }

        return results.ConvertAll(r => r with { Peak = probe.Gflops });
    }

    private void Measure(BenchmarkRow row, Alternation alternation, List<RowResult> results)
    {
        var work = new Workload(row);
        using IContender peer = row.Peer switch
        {
            "libtorch" => new TorchLayer(work),
            "onnxruntime" when row.Mode == "step" => new OnnxSteps(work, options.Threads),
            "onnxruntime" => new OnnxLayer(work, options.Threads),
            _ => new UnrollLayer(work, work.NewLayer([]), _team),
        };
        using IContender ours = row.Mode == "step" ? new UnrollSteps(work, _team) : new UnrollLayer(work, work.Layer, _team);
        if (row.Peer != "none" && ours.Check().Disagreement(peer.Check()) is { } found)
        {
            _wrong.Add($"{row.Name}: {found}");
            Console.Error.WriteLine("WRONG RESULT");
            return;
        }

        PairTimes times = alternation.Measure(ours, peer);
        var result = new RowResult(row, _team.Threads, times.Ours, times.Peer, times.Runs) { Others = times.Others };
        results.Add(result);
        Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{times.Ours,10:f3} {times.Peer,10:f3} ms{times.Remark}"));
    }
}
