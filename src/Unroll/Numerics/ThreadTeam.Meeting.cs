using System.Diagnostics;

namespace Unroll.Numerics;

// How long the threads take to meet depends on where the processors are (one core, one chip, two chips): 20 to 1000 ns. It decides only
// how work is cut, never a result.
public sealed unsafe partial class ThreadTeam
{
    /// <summary>Threads that take longer have no processor each at the moment: what they took says nothing.</summary>
    private const double LongestMeeting = 10_000;

    private double _meetingNanoseconds;
    private long _nextMeasurement;

    /// <summary>
    /// What one meeting at a <see cref="SpinBarrier"/> costs, measured once. Infinite for a team of one or of more threads than processors,
    /// and until a second later for one that is busy or whose processors are.
    /// </summary>
    internal double MeetingNanoseconds
    {
        get
        {
            double known = Volatile.Read(ref _meetingNanoseconds);
            if (known != 0)
            {
                return known;
            }

            if (Threads == 1 || Threads > Environment.ProcessorCount || Environment.TickCount64 < Volatile.Read(ref _nextMeasurement))
            {
                return double.PositiveInfinity;
            }

            double measured = MeasureMeeting();
            if (measured > LongestMeeting)
            {
                Volatile.Write(ref _nextMeasurement, Environment.TickCount64 + 1000);
                return double.PositiveInfinity;
            }

            Volatile.Write(ref _meetingNanoseconds, measured);
            return measured;
        }

        // For tests that must see both ways to cut.
        set => Volatile.Write(ref _meetingNanoseconds, value);
    }

    private double MeasureMeeting()
    {
        // New threads fall asleep meanwhile: they wake where there is room for them.
        Thread.Sleep(1);
        int[] memory = GC.AllocateArray<int>(SpinBarrier.Integers(Threads + 1), pinned: true);
        fixed (int* start = memory)
        {
            int* aligned = (int*)(((nint)start + 127) & ~(nint)127);
            var job = new MeetingJob { Barrier = new SpinBarrier(aligned, Threads), Best = double.PositiveInfinity };
            return TryRunTogether(ref job, Threads) ? job.Best : double.PositiveInfinity;
        }
    }

    private struct MeetingJob : IJob
    {
        private const int Batches = 6, Rounds = 40;

        public SpinBarrier Barrier;
        public double Best;

        public void Execute(int part, int parts)
        {
            // The best of some batches: a thread that lost its processor once is not what a meeting costs.
            for (int batch = 0; batch < Batches; batch++)
            {
                long start = Stopwatch.GetTimestamp();
                for (int round = 0; round < Rounds; round++)
                {
                    Barrier.SignalAndWait(part);
                }

                if (part == 0)
                {
                    Best = Math.Min(Best, Stopwatch.GetElapsedTime(start).TotalNanoseconds / Rounds);
                }
            }
        }
    }
}
