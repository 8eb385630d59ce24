using System.Runtime.CompilerServices;
using Unroll.Numerics;

namespace Unroll.Tests.Numerics;

public sealed class ThreadTeamTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(8)]
    public void Every_part_runs_exactly_once(int threads)
    {
        using var team = new ThreadTeam(threads);
        Assert.Equal(threads, team.Threads);
        for (int run = 0; run < 3000; run++)
        {
            int parts = run % 20;
            var job = new CountJob { Seen = new int[20], Expected = parts };
            team.Run(ref job, parts);
            for (int part = 0; part < 20; part++)
                Assert.Equal(part < parts ? 1 : 0, job.Seen[part]);

            // Every so often the threads have to be woken.
            if (run % 100 == 0)
                Thread.Sleep(1);
            if (run % 70 == 0)
                team.Park();
        }
    }

    [Fact]
    public void What_parts_write_into_the_job_is_there_after_the_run()
    {
        using var team = new ThreadTeam(4);
        var holder = new SumHolder();
        for (int run = 1; run <= 1000; run++)
            team.Run(ref holder.Job, 10);

        Assert.Equal(45 * 1000, holder.Job.Sum);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(5)]
    public void An_exception_in_a_part_comes_out_of_Run_and_the_team_lives_on(int threads)
    {
        using var team = new ThreadTeam(threads);
        for (int bad = 0; bad < 12; bad++)
        {
            var job = new ThrowJob { Bad = bad };
            var error = Assert.Throws<InvalidOperationException>(() => team.Run(ref job, 12));
            Assert.Equal($"part {bad}", error.Message);
            Assert.Contains(nameof(ThrowJob), error.StackTrace, StringComparison.Ordinal);
            var after = new CountJob { Seen = new int[12], Expected = 12 };
            team.Run(ref after, 12);
            Assert.All(after.Seen, n => Assert.Equal(1, n));
        }
    }

    [Fact]
    public void A_run_inside_a_part_is_done_by_the_part_itself()
    {
        using var team = new ThreadTeam(3);
        var job = new NestedJob { Team = team, Inner = new int[6] };
        team.Run(ref job, 6);
        Assert.All(job.Inner, n => Assert.Equal(5, n));
    }

    [Fact]
    public void Several_threads_share_a_team()
    {
        using var team = new ThreadTeam(3);
        var callers = new Thread[4];
        long[] sums = new long[callers.Length];
        for (int i = 0; i < callers.Length; i++)
        {
            int caller = i;
            callers[i] = new Thread(() =>
            {
                for (int run = 0; run < 5000; run++)
                {
                    var job = new SumJob();
                    team.Run(ref job, 5);
                    sums[caller] += job.Sum;
                }
            });
        }

        foreach (var caller in callers)
            caller.Start();
        foreach (var caller in callers)
            caller.Join();

        Assert.All(sums, sum => Assert.Equal(10 * 5000, sum));
    }

    [Theory]
    [InlineData(2)]
    [InlineData(4)]
    public unsafe void Parts_that_run_together_can_meet(int parts)
    {
        using var team = new ThreadTeam(4);
        int[] memory = GC.AllocateArray<int>(SpinBarrier.Integers(parts), pinned: true);
        var barrier = new SpinBarrier((int*)Unsafe.AsPointer(ref memory[0]), parts);
        var job = new MeetJob { Barrier = barrier, Steps = new int[parts] };
        for (int run = 0; run < 20; run++)
        {
            Array.Clear(job.Steps);
            Assert.True(team.TryRunTogether(ref job, parts));
            Assert.Equal(0, job.Late);
            Assert.All(job.Steps, step => Assert.Equal(MeetJob.Rounds, step));
        }
    }

    [Fact]
    public void Parts_that_cannot_run_together_are_refused()
    {
        using var team = new ThreadTeam(2);
        var many = new CountJob { Seen = new int[3], Expected = 3 };
        Assert.False(team.TryRunTogether(ref many, 3));
        Assert.All(many.Seen, n => Assert.Equal(0, n));

        var nested = new NestedTogetherJob { Team = team };
        team.Run(ref nested, 2);
        Assert.Equal(2, nested.Refused);
    }

    [Fact]
    public void A_disposed_team_refuses_work_and_its_threads_have_ended()
    {
        var team = new ThreadTeam(3);
        var job = new SumJob();
        team.Run(ref job, 5);
        team.Dispose();
        team.Dispose();
        Assert.Throws<ObjectDisposedException>(() => team.Run(ref job, 5));
        Assert.Equal(10, job.Sum);

        // Spinning, parked and never used alike; would hang here if a thread missed its end.
        for (int i = 0; i < 200; i++)
        {
            var other = new ThreadTeam(3);
            if (i % 2 == 0)
                other.Run(ref job, 3);
            if (i % 10 == 0)
                Thread.Sleep(1);
            other.Dispose();
        }
    }

    [Fact]
    public void The_shared_team_survives_disposal()
    {
        ThreadTeam.Shared.Dispose();
        var job = new SumJob();
        ThreadTeam.Shared.Run(ref job, 5);
        Assert.Equal(10, job.Sum);
        Assert.Same(ThreadTeam.Shared, ThreadTeam.Shared);
    }

    [Fact]
    public void The_number_of_threads_comes_from_the_environment_or_the_processors()
    {
        Assert.Equal(3, ThreadTeam.DefaultThreads("3"));
        Assert.Equal(Math.Min(Environment.ProcessorCount, ThreadTeam.MaxThreads), ThreadTeam.DefaultThreads(null));
        foreach (string bad in (string[])["0", "-1", "many", "99999"])
            Assert.Contains($"\"{bad}\"", Assert.Throws<UnrollException>(() => ThreadTeam.DefaultThreads(bad)).Message, StringComparison.Ordinal);

        Assert.Throws<ArgumentOutOfRangeException>(() => new ThreadTeam(0));
        var job = new SumJob();
        Assert.Throws<ArgumentOutOfRangeException>(() => ThreadTeam.Shared.Run(ref job, -1));
    }

    private sealed class SumHolder
    {
        // A field of an object, which the collector may move while parts run.
        public SumJob Job;
    }

    private struct CountJob : IJob
    {
        public int[] Seen;
        public int Expected;

        public readonly void Execute(int part, int parts)
        {
            if (parts == Expected)
                Interlocked.Increment(ref Seen[part]);
        }
    }

    private struct SumJob : IJob
    {
        public long Sum;

        public void Execute(int part, int parts) => Interlocked.Add(ref Sum, part);
    }

    private struct ThrowJob : IJob
    {
        public int Bad;

        // Not inlined, so that it stands in the stack trace.
        [MethodImpl(MethodImplOptions.NoInlining)]
        public readonly void Execute(int part, int parts)
        {
            if (part == Bad)
                throw new InvalidOperationException($"part {part}");
        }
    }

    private struct NestedJob : IJob
    {
        public ThreadTeam Team;
        public int[] Inner;

        public readonly void Execute(int part, int parts)
        {
            var inner = new CountJob { Seen = new int[5], Expected = 5 };
            Team.Run(ref inner, 5);
            Inner[part] = inner.Seen.Sum();
        }
    }

    private struct NestedTogetherJob : IJob
    {
        public ThreadTeam Team;
        public int Refused;

        public void Execute(int part, int parts)
        {
            var inner = new SumJob();
            if (!Team.TryRunTogether(ref inner, 2))
                Interlocked.Increment(ref Refused);
        }
    }

    private struct MeetJob : IJob
    {
        public const int Rounds = 200;
        public SpinBarrier Barrier;
        public int[] Steps;
        public int Late;

        public void Execute(int part, int parts)
        {
            for (int round = 1; round <= Rounds; round++)
            {
                Steps[part] = round;
                Barrier.SignalAndWait(part);
                foreach (int step in Steps)
                {
                    if (step != round)
                        Interlocked.Increment(ref Late);
                }

                Barrier.SignalAndWait(part);
            }
        }
    }
}
