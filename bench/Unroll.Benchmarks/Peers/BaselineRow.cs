namespace Unroll.Benchmarks.Peers;

/// <summary>A row's earlier measurement.</summary>
/// <param name="Row">The row's name.</param>
/// <param name="Threads">Threads of ours.</param>
/// <param name="Ratio">The peer's time over ours.</param>
/// <param name="OursMs">Our median.</param>
/// <param name="PeerMs">The peer's median.</param>
/// <param name="PeakGflops">The peak that was probed in the same process.</param>
/// <param name="Runs">Timed runs of each side.</param>
/// <param name="Others">The share of the processors that something else had meanwhile, 0 to 1.</param>
/// <param name="Date">When, UTC: yyyy-MM-dd HH:mm.</param>
internal sealed record BaselineRow(
    string Row, int Threads, double Ratio, double OursMs, double PeerMs, double PeakGflops, int Runs, double Others, string Date);
