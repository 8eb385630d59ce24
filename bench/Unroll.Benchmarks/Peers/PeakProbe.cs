using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Unroll.Numerics;

namespace Unroll.Benchmarks.Peers;

/// <summary>
/// The multiply-add rate that the processor reaches on registers alone, on all threads of the team: the best of several short
/// probes spread over the run, because a shared machine is not equally fast all the time.
/// </summary>
internal sealed class PeakProbe(ThreadTeam team)
{
    /// <summary>As many as the compiler keeps in registers, and enough to cover the latency of two units.</summary>
    private const int Accumulators = 12;

    /// <summary>About two milliseconds.</summary>
    private const int Turns = 1 << 20;

    private const int Loops = 6;

    /// <summary>Multiply-adds a second times two, in 1e9.</summary>
    public double Gflops { get; private set; }

    public int Taken { get; private set; }

    /// <summary>One probe: several short loops, of which the first wakes the threads.</summary>
    public void Take()
    {
        Taken++;
        var job = new ProbeJob();
        double operations = 2.0 * (Vector512.IsHardwareAccelerated ? 16 : 8) * Accumulators * Turns * team.Threads;
        for (int loop = 0; loop < Loops; loop++)
        {
            long start = Stopwatch.GetTimestamp();
            team.Run(ref job, team.Threads);
            Gflops = Math.Max(Gflops, operations / Stopwatch.GetElapsedTime(start).TotalSeconds / 1e9);
        }
    }

    private struct ProbeJob : IJob
    {
        public float Sink;

        public void Execute(int part, int parts) => Sink += Vector512.IsHardwareAccelerated ? Wide() : Narrow();
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static float Narrow()
    {
        var x = Vector256.Create(0.999f);
        var y = Vector256.Create(1e-6f);
        Vector256<float> a = x, b = x, c = x, d = x, e = x, f = x, g = x, h = x, i = x, j = x, k = x, l = x;
        for (int turn = 0; turn < Turns; turn++)
        {
            a = Vector256.FusedMultiplyAdd(a, x, y);
            b = Vector256.FusedMultiplyAdd(b, x, y);
            c = Vector256.FusedMultiplyAdd(c, x, y);
            d = Vector256.FusedMultiplyAdd(d, x, y);
            e = Vector256.FusedMultiplyAdd(e, x, y);
            f = Vector256.FusedMultiplyAdd(f, x, y);
            g = Vector256.FusedMultiplyAdd(g, x, y);
            h = Vector256.FusedMultiplyAdd(h, x, y);
            i = Vector256.FusedMultiplyAdd(i, x, y);
            j = Vector256.FusedMultiplyAdd(j, x, y);
            k = Vector256.FusedMultiplyAdd(k, x, y);
            l = Vector256.FusedMultiplyAdd(l, x, y);
        }

        return Vector256.Sum(a + b + c + d + e + f + g + h + i + j + k + l);
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static float Wide()
    {
        var x = Vector512.Create(0.999f);
        var y = Vector512.Create(1e-6f);
        Vector512<float> a = x, b = x, c = x, d = x, e = x, f = x, g = x, h = x, i = x, j = x, k = x, l = x;
        for (int turn = 0; turn < Turns; turn++)
        {
            a = Vector512.FusedMultiplyAdd(a, x, y);
            b = Vector512.FusedMultiplyAdd(b, x, y);
            c = Vector512.FusedMultiplyAdd(c, x, y);
            d = Vector512.FusedMultiplyAdd(d, x, y);
            e = Vector512.FusedMultiplyAdd(e, x, y);
            f = Vector512.FusedMultiplyAdd(f, x, y);
            g = Vector512.FusedMultiplyAdd(g, x, y);
            h = Vector512.FusedMultiplyAdd(h, x, y);
            i = Vector512.FusedMultiplyAdd(i, x, y);
            j = Vector512.FusedMultiplyAdd(j, x, y);
            k = Vector512.FusedMultiplyAdd(k, x, y);
            l = Vector512.FusedMultiplyAdd(l, x, y);
        }

        return Vector512.Sum(a + b + c + d + e + f + g + h + i + j + k + l);
    }
}
