using Unroll.Benchmarks.Peers;

namespace Unroll.Benchmarks.Contenders;

/// <summary>How many streaming steps one timed run makes: enough for the clock, the same on both sides.</summary>
internal static class StepCount
{
    public static int Of(BenchmarkRow row) => row.H <= 128 ? 100 : 20;
}
