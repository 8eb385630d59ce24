using System.Diagnostics;
using System.Globalization;
using Unroll.Benchmarks.Native;
using Unroll.Numerics;

namespace Unroll.Benchmarks.Memory;

/// <summary>
/// Peak memory of training. Each figure comes from a process of its own, this program started again: the peak of the resident set over some
/// steps, less what the process had before model and data were made.
/// </summary>
internal static class MemoryComparison
{
    /// <summary>Where given, this process is one of those started: who trains, and which row.</summary>
    private const string Child = "UNROLL_MEMORY_CHILD";

    private const int Steps = 8;

    public static int Run(BenchmarkOptions options)
    {
        if (Environment.GetEnvironmentVariable(Child) is { Length: > 0 } who)
        {
            Measure(who, MemoryRow.AgainstPeer.Concat(MemoryRow.Long).First(r => r.Name == options.Only), options);
            return 0;
        }

        Console.WriteLine("Peak resident set over training steps less that before, MB");
        Console.WriteLine($"{"row",-28} {"ours",8} {"libtorch",8} {"share",6}   activations by the formula");
        foreach (MemoryRow row in MemoryRow.AgainstPeer.Where(r => options.Wants(r.Name)))
        {
            string[] ours = Start("unroll", row, options), peer = Start("libtorch", row, options);
            double a = Number(ours[0]), b = Number(peer[0]);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{row.Name,-28} {a,8:F1} {b,8:F1} {a / b,6:P0}   {Number(ours[1]),8:F1}"));
        }

        Console.WriteLine();
        Console.WriteLine("Recomputation through time: the same, and the time of a step (median, both in one process, in turns)");
        Console.WriteLine($"{"row",-28} {"plain",8} {"again",8} {"share",6}   {"formula",8} {"again",8}   {"plain ms",8} {"again ms",8} {"times",6}");
        foreach (MemoryRow row in MemoryRow.Long.Where(r => options.Wants(r.Name)))
        {
            string[] plain = Start("unroll", row, options), again = Start("recompute", row, options), time = Start("time", row, options);
            double a = Number(plain[0]), b = Number(again[0]), ta = Number(time[0]), tb = Number(time[1]);
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{row.Name,-28} {a,8:F1} {b,8:F1} {b / a,6:P0}   {Number(plain[1]),8:F1} {Number(again[1]),8:F1}   {ta,8:F1} {tb,8:F1} {tb / ta,6:F2}"));
        }

        return 0;
    }

    private static string[] Start(string who, MemoryRow row, BenchmarkOptions options)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!) { RedirectStandardOutput = true };
        if (Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet")
        {
            start.ArgumentList.Add(typeof(MemoryComparison).Assembly.Location);
        }

        List<string> arguments = ["memory", "--only", row.Name];
        if (options.Threads is { } threads)
        {
            arguments.AddRange(["--threads", $"{threads}"]);
        }

        if (options.Quick)
        {
            arguments.Add("--quick");
        }

        foreach (string argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        start.Environment[Child] = who;

        // As the `unroll` command is built.
        start.Environment["DOTNET_TieredPGO"] = "0";

        // libtorch's waiting threads would slow a busy machine to a crawl; its time is not taken here.
        start.Environment["OMP_WAIT_POLICY"] = "passive";
        using Process process = Process.Start(start)!;
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0
            ? output.Split(' ', StringSplitOptions.TrimEntries)
            : throw new UnrollException($"memory: the process for {who}, {row.Name} ended with {process.ExitCode}");
    }

    private static void Measure(string who, MemoryRow row, BenchmarkOptions options)
    {
        if (who == "time")
        {
            Time(row, options);
            return;
        }

        if (who == "libtorch")
        {
            // Loaded before anything is counted.
            LibTorchLoader.Prepare();
            TorchSharp.torch.set_num_threads(options.Threads ?? TorchSharp.torch.get_num_threads());
        }

        ThreadTeam? team = who == "libtorch" ? null : options.Team();
        ResidentSet.ForgetPeak();
        long before = ResidentSet.Now, activations = 0;
        Action step;
        if (team is null)
        {
            step = new TorchTrainer(row).Step;
        }
        else
        {
            var trainer = new UnrollTrainer(row, team, who == "recompute");
            activations = trainer.ActivationBytes;
            step = trainer.Step;
        }

        for (int i = 0; i < Steps; i++)
        {
            step();
        }

        Write((ResidentSet.Peak - before) / 1e6, activations / 1e6);
    }

    private static void Time(MemoryRow row, BenchmarkOptions options)
    {
        ThreadTeam team = options.Team();
        Unroll.Tensors.Tensor input = UnrollTrainer.Input(row);
        UnrollTrainer plain = new(row, team, recompute: false, input), again = new(row, team, recompute: true, input);
        List<double> a = [], b = [];
        int rounds = options.Quick ? 3 : 9;
        for (int i = -1; i < rounds; i++)
        {
            foreach ((UnrollTrainer trainer, List<double> times) in new[] { (plain, a), (again, b) })
            {
                long start = Stopwatch.GetTimestamp();
                trainer.Step();
                times.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
            }
        }

        // The first of each warmed up.
        Write(Median(a[1..]), Median(b[1..]));
    }

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);

    private static void Write(double first, double second) => Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{first} {second}"));

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);
}
