using System.Globalization;

namespace Unroll.Benchmarks.Peers;

/// <summary>The times of one row. Where the peer is none, it is our own layer without the row's options.</summary>
/// <param name="Row">What was timed.</param>
/// <param name="Threads">Threads of ours.</param>
/// <param name="OursMilliseconds">Our median.</param>
/// <param name="PeerMilliseconds">The peer's median.</param>
/// <param name="Runs">Timed runs of each side.</param>
internal sealed record RowResult(BenchmarkRow Row, int Threads, double OursMilliseconds, double PeerMilliseconds, int Runs)
{
    /// <summary>The peak probed in the same process, in GFLOP/s.</summary>
    public double Peak { get; init; }

    /// <summary>How many times faster ours is.</summary>
    public double Ratio => PeerMilliseconds / OursMilliseconds;

    /// <summary>Our rate, counting the operations of matrix products alone.</summary>
    public double Gflops => Row.GemmOperations() / OursMilliseconds / 1e6;

    /// <summary>The share of the processors that something else had meanwhile.</summary>
    public double Others { get; init; }

    /// <summary>Whether that is too much for the figure to be believed.</summary>
    public bool IsBusy => Others >= Disturbance.Busy;

    /// <summary>The share of the peak that this rate is.</summary>
    public double PeakShare => Gflops / Peak;

    /// <summary>The row as a file of earlier measurements keeps it.</summary>
    public BaselineRow ToBaseline() => new(
        Row.Name,
        Threads,
        Math.Round(Ratio, 3),
        Math.Round(OursMilliseconds, 5),
        Math.Round(PeerMilliseconds, 5),
        Math.Round(Peak, 1),
        Runs,
        Math.Round(Others, 3),
        DateTime.UtcNow.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture));

    /// <summary>The results kept in a file, in the order of the grid; rows that the grid no longer has are passed over.</summary>
    public static IReadOnlyList<RowResult> From(Baseline baseline, int threads) =>
    [
        .. Grid.Rows().Select(row => (Row: row, Kept: baseline.Find(row.Name, threads))).Where(p => p.Kept is not null)
            .Select(p => new RowResult(p.Row, threads, p.Kept!.OursMs, p.Kept.PeerMs, p.Kept.Runs) { Peak = p.Kept.PeakGflops, Others = p.Kept.Others }),
    ];
}
