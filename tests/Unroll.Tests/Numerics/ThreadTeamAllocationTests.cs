using Unroll.Numerics;

namespace Unroll.Tests.Numerics;

/// <summary>Measures the whole process, so nothing may run beside it.</summary>
[Collection(MeasuredAlone.Name)]
public sealed class ThreadTeamAllocationTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(4)]
    public void Runs_allocate_nothing(int threads)
    {
        using var team = new ThreadTeam(threads);
        RunMany(team, 200);
        Thread.Sleep(5);
        RunMany(team, 200);

        // Over all threads of the process. The runtime's own threads may allocate at any moment, so the least of several tries counts.
        long least = long.MaxValue;
        for (int attempt = 0; attempt < 50 && least > 0; attempt++)
        {
            long own = GC.GetAllocatedBytesForCurrentThread();
            long before = GC.GetTotalAllocatedBytes(precise: true);
            RunMany(team, 50);
            Thread.Sleep(1); // parks the threads, so that waking is measured too
            RunMany(team, 50);
            long all = GC.GetTotalAllocatedBytes(precise: true) - before;
            Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - own);
            least = Math.Min(least, all);
        }

        Assert.Equal(0, least);

        static void RunMany(ThreadTeam team, int runs)
        {
            var job = new SumJob();
            for (int i = 0; i < runs; i++)
                team.Run(ref job, 7);
        }
    }

    private struct SumJob : IJob
    {
        public long Sum;

        public void Execute(int part, int parts) => Interlocked.Add(ref Sum, part);
    }
}
