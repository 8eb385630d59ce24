using System.Diagnostics;
using Unroll.Training;

namespace Unroll.Cli.Tests;

/// <summary>
/// Runs that are interrupted, killed and resumed end with the same weights, to the bit, as one that was left alone. Checkpoints are
/// written many times a second here, so that most kills fall between two of them and some into the writing of one.
/// </summary>
public sealed class InterruptionTests(ITestOutputHelper log)
{
    private const int Kills = 10;
    private const int LongRun = 500;
    private const int ShortRun = 150;
    private static readonly string[] Often = ["--checkpoint-seconds", "0.1"];
    private static readonly string[] Arguments =
        ["train", "classify", "data.tsv", "--batch", "8", "--units", "16", "--patience", "0", "--lr", "0.0005", "--dropout", "0.2", .. Often];

    [Fact]
    public void AKilledRunResumesToTheSameBits()
    {
        using Workplace place = NewPlace();
        byte[] expected = Uninterrupted(place, LongRun, out double seconds);
        int seed = Environment.TickCount;
        log.WriteLine($"seed {seed}, {seconds:0.0} s uninterrupted");
        var random = new Random(seed);
        int kills = 0, rounds = 0;
        while (kills < Kills)
        {
            string folder = $"killed-{rounds++}";
            while (kills < Kills && !File.Exists(place[$"{folder}/report.html"]))
            {
                // From before the first line of the program to well into training.
                kills += KillAfter(place, folder, random.NextDouble() * seconds / 5) ? 1 : 0;
            }

            Go(place, folder, LongRun).Wait().Succeeded();
            Assert.Equal(expected, File.ReadAllBytes(place[$"{folder}/model.safetensors"]));
            Assert.Equal(Steps(place["alone"]), Steps(place[folder]));
            Assert.Empty(Directory.GetFiles(place[folder], ".*.tmp", SearchOption.AllDirectories));
        }
    }

    [Fact]
    public void CtrlCSavesAndResumingEndsInTheSameBits()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "signals are sent with kill");
        using Workplace place = NewPlace();
        byte[] expected = Uninterrupted(place, ShortRun, out _);
        foreach (string signal in (string[])["INT", "TERM"])
        {
            string folder = "stopped-" + signal;
            using RunningCommand command = Go(place, folder);
            command.WaitFor("epoch 3/");
            command.Signal(signal);
            Outcome outcome = command.Wait();

            Assert.Equal(130, outcome.Code);
            Assert.Equal("", outcome.Out);
            Assert.EndsWith($"unroll: interrupted; go on with `unroll resume {folder}`\n", outcome.Error, StringComparison.Ordinal);
            Assert.True(File.Exists(place[$"{folder}/checkpoint/state.safetensors"]));
            Assert.False(File.Exists(place[$"{folder}/model.safetensors"]));

            Outcome resumed = Cli.Run(place.Folder, "resume", folder);
            resumed.Succeeded();
            Assert.DoesNotContain("epoch 1/150", resumed.Error, StringComparison.Ordinal);
            Assert.Equal(expected, File.ReadAllBytes(place[$"{folder}/model.safetensors"]));
        }
    }

    [Fact]
    public void ASecondWriterIsRefusedAndNamesTheFirst()
    {
        using Workplace place = NewPlace();
        using RunningCommand first = Go(place, "run");
        first.WaitFor("epoch 2/");

        Cli.Run(place.Folder, "resume", "run").FailedWith(1, $"run is in use by process {first.Id}");
        Cli.Run(place.Folder, [.. Arguments, "--out", "run"]).FailedWith(1, "run holds a run already", "unroll resume run");

        Assert.False(first.HasExited);
        first.Kill();
        first.Wait();
    }

    [Fact]
    public void ResumingAFinishedRunSaysSo()
    {
        using var place = new Workplace();
        place.Write("data.tsv", Names.Table(90));
        Cli.Run(place.Folder, "train", "classify", "data.tsv", "--out", "run", "--epochs", "2", "--units", "4").Succeeded();
        byte[] before = File.ReadAllBytes(place["run/model.safetensors"]);

        Outcome again = Cli.Run(place.Folder, "resume", "run");

        again.Succeeded();
        Assert.Contains("finished already", again.Error, StringComparison.Ordinal);
        Assert.Equal(before, File.ReadAllBytes(place["run/model.safetensors"]));
    }

    [Fact]
    public void ChangedDataIsNoticedOnResume()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "signals are sent with kill");
        using Workplace place = NewPlace();
        using RunningCommand command = Go(place, "run");
        command.WaitFor("epoch 2/");
        command.Signal("INT");
        Assert.Equal(130, command.Wait().Code);
        place.Write("data.tsv", Names.Table(120));

        Cli.Run(place.Folder, "resume", "run").FailedWith(1, "data.tsv", "has changed since the run began");
    }

    private static Workplace NewPlace()
    {
        var place = new Workplace();
        place.Write("data.tsv", Names.Table(150));
        return place;
    }

    private static byte[] Uninterrupted(Workplace place, int epochs, out double seconds)
    {
        long start = Stopwatch.GetTimestamp();
        Cli.Run(place.Folder, [.. Arguments, "--epochs", $"{epochs}", "--out", "alone"]).Succeeded();
        seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        return File.ReadAllBytes(place["alone/model.safetensors"]);
    }

    /// <summary>Starts a run, or goes on with it if it came as far as being one.</summary>
    private static RunningCommand Go(Workplace place, string folder, int epochs = ShortRun) => File.Exists(place[$"{folder}/config.json"])
        ? Cli.Start(place.Folder, ["resume", folder, .. Often])
        : Cli.Start(place.Folder, [.. Arguments, "--epochs", $"{epochs}", "--out", folder]);

    /// <summary>Whether the kill came before the end.</summary>
    private bool KillAfter(Workplace place, string folder, double seconds)
    {
        using RunningCommand command = Go(place, folder, LongRun);
        Thread.Sleep(TimeSpan.FromSeconds(seconds));
        bool early = !command.HasExited;
        command.Kill();
        Outcome outcome = command.Wait();
        if (!early)
        {
            outcome.Succeeded();
        }

        log.WriteLine($"{folder}: {(early ? "killed" : "ended before the kill")} after {seconds:0.000} s, at {Steps(place[folder]).LastOrDefault(-1)}");
        return early;
    }

    /// <summary>The steps of the log.</summary>
    private static long[] Steps(string run)
    {
        string path = Path.Combine(run, "metrics.jsonl");
        return File.Exists(path) ? [.. MetricsLog.Read(path).Select(r => r.Step)] : [];
    }
}
