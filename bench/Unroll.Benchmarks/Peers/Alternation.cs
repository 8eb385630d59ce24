using System.Diagnostics;
using Unroll.Benchmarks.Contenders;
using Unroll.Numerics;

namespace Unroll.Benchmarks.Peers;

/// <summary>
/// Times two contenders in alternating blocks in one process, so that what disturbs the machine disturbs both. Before each block
/// a pause lets the other side's threads fall asleep, and our team is parked while the peer runs. How long they spin
/// is the peer's business and may exceed a fixed pause, so the pause ends when this process uses no time any more.
/// </summary>
internal sealed class Alternation(ThreadTeam team, bool quick)
{
    private const int PauseMilliseconds = 10;

    private const int MaxPauses = 30;

    /// <summary>The medians of both sides in milliseconds a run.</summary>
    public PairTimes Measure(IContender ours, IContender peer)
    {
        var disturbance = new Disturbance();
        WarmUp(peer);
        WarmUp(ours);
        var oursTimes = new List<double>();
        var peerTimes = new List<double>();
        double slower = Math.Max(Time(ours), Time(peer));
        int[] blocks = quick ? [3, 2] : slower > 40 ? [8, 8, 8] : [12, 12, 12, 12, 12];
        foreach (int block in blocks)
        {
            team.Park();
            Block(peer, block, peerTimes);
            Block(ours, block, oursTimes);
        }

        return new PairTimes(Median(oursTimes), Median(peerTimes), oursTimes.Count, disturbance.Share);
    }

    internal static double Median(List<double> values)
    {
        values.Sort();
        int middle = values.Count / 2;
        return values.Count % 2 == 1 ? values[middle] : (values[middle - 1] + values[middle]) / 2;
    }

    /// <summary>Long enough for the runtime to have compiled what is hot for good.</summary>
    private void WarmUp(IContender contender)
    {
        team.Park();
        long start = Stopwatch.GetTimestamp();
        double wanted = quick ? 0.25 : 0.5;
        for (int i = 0; i < 2000 && (i == 0 || Stopwatch.GetElapsedTime(start).TotalSeconds < wanted); i++)
        {
            contender.Run();
        }
    }

    private static void Block(IContender contender, int runs, List<double> times)
    {
        for (int pause = 0; pause < MaxPauses; pause++)
        {
            TimeSpan before = Environment.CpuUsage.TotalTime;
            Thread.Sleep(PauseMilliseconds);
            if ((Environment.CpuUsage.TotalTime - before).TotalMilliseconds < 0.1 * PauseMilliseconds)
            {
                break;
            }
        }

        for (int i = 0; i < runs; i++)
        {
            times.Add(Time(contender));
        }
    }

    private static double Time(IContender contender)
    {
        long start = Stopwatch.GetTimestamp();
        contender.Run();
        return Stopwatch.GetElapsedTime(start).TotalMilliseconds / contender.Repeats;
    }
}
