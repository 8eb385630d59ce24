namespace Unroll.Benchmarks.Peers;

/// <summary>What alternating blocks of two contenders gave.</summary>
/// <param name="Ours">Our median in milliseconds.</param>
/// <param name="Peer">The peer's.</param>
/// <param name="Runs">Timed runs of each side.</param>
internal readonly record struct PairTimes(double Ours, double Peer, int Runs)
{
    public void Deconstruct(out double ours, out double peer) => (ours, peer) = (Ours, Peer);
}
