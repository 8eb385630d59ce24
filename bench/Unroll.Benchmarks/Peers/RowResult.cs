namespace Unroll.Benchmarks.Peers;

/// <summary>The times of one row. Where the peer is none, it is our own layer without the row's options.</summary>
/// <param name="Row">What was timed.</param>
/// <param name="Threads">Threads of ours.</param>
/// <param name="OursMilliseconds">Our median.</param>
/// <param name="PeerMilliseconds">The peer's median.</param>
internal sealed record RowResult(BenchmarkRow Row, int Threads, double OursMilliseconds, double PeerMilliseconds)
{
    /// <summary>How many times faster ours is.</summary>
    public double Ratio => PeerMilliseconds / OursMilliseconds;

    /// <summary>Our rate, counting the operations of matrix products alone.</summary>
    public double Gflops => Row.GemmOperations() / OursMilliseconds / 1e6;
}
