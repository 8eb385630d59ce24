using Unroll.Benchmarks.Peers;

namespace Unroll.Benchmarks.Scale;

/// <summary>One point of a curve: both sides' time of a training call.</summary>
/// <param name="Row">The layer and its shape.</param>
/// <param name="At">Where on the horizontal axis.</param>
/// <param name="Times">What was measured.</param>
internal sealed record ScalePoint(BenchmarkRow Row, double At, PairTimes Times)
{
    /// <summary>Steps of one row of the batch, forward and backward, that are made in a second.</summary>
    public double Rate(bool ours) => Row.T * Row.B / (ours ? Times.Ours : Times.Peer) * 1000;
}
