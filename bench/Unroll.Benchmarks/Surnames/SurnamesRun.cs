namespace Unroll.Benchmarks.Surnames;

/// <summary>One seed on both sides.</summary>
/// <param name="Seed">The seed of weights and order.</param>
/// <param name="Threads">Threads of ours.</param>
/// <param name="OursS">Our seconds of ten epochs.</param>
/// <param name="PeerS">libtorch's.</param>
/// <param name="OursAccuracy">Our accuracy on the test part, 0 to 1.</param>
/// <param name="PeerAccuracy">libtorch's.</param>
/// <param name="Others">The share of the processors that something else had meanwhile, 0 to 1.</param>
/// <param name="Date">When, UTC: yyyy-MM-dd HH:mm.</param>
internal sealed record SurnamesRun(
    int Seed, int Threads, double OursS, double PeerS, double OursAccuracy, double PeerAccuracy, double Others, string Date);
