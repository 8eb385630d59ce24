namespace Unroll.Benchmarks.Peers;

/// <summary>What alternating blocks of two contenders gave.</summary>
/// <param name="Ours">Our median in milliseconds.</param>
/// <param name="Peer">The peer's.</param>
/// <param name="Runs">Timed runs of each side.</param>
/// <param name="Others">The share of the processors that something else had meanwhile, 0 to 1.</param>
internal readonly record struct PairTimes(double Ours, double Peer, int Runs, double Others)
{
    /// <summary>How many times faster ours is.</summary>
    public double Ratio => Peer / Ours;

    /// <summary>The remark behind a figure that is not to be believed; else nothing.</summary>
    public string Remark => Disturbance.Remark(Others);

    public void Deconstruct(out double ours, out double peer) => (ours, peer) = (Ours, Peer);
}
