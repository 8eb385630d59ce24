namespace Unroll.Numerics;

/// <summary>
/// Independent pieces of work of any kind as one run of a team: laid end to end and cut into parts of equal cost, so that the threads meet once
/// and none waits long for another.
/// </summary>
internal sealed class WorkBatch(ThreadTeam team)
{
    /// <summary>Below this, in multiply-adds, a part is not worth waking a thread for.</summary>
    private const long LeastPart = Gemm.SerialWork / 2;

    private readonly List<Work> _works = [];

    /// <summary>
    /// Adds a piece, to be done in <see cref="Run"/>. What the batch has is done first where both write to the same memory: that keeps their
    /// order, and the bits.
    /// </summary>
    public void Add(Work work)
    {
        foreach (Work earlier in _works)
        {
            if (Array.Exists(work.Targets, t => Array.Exists(earlier.Targets, t.Overlaps)))
            {
                Run();
                break;
            }
        }

        _works.Add(work);
    }

    /// <summary>Does everything that was added since the last run.</summary>
    public void Run()
    {
        var job = new Job { Works = _works };
        foreach (Work work in _works)
        {
            job.Cost += work.Cost;
        }

        team.Run(ref job, (int)Math.Clamp(job.Cost / LeastPart, 1, team.Threads));
        _works.Clear();
    }

    private struct Job : IJob
    {
        public List<Work> Works;
        public long Cost;

        public readonly void Execute(int part, int parts)
        {
            long from = Share(part, parts), to = Share(part + 1, parts);
            foreach (Work work in Works)
            {
                long cost = work.Cost;
                if (from < cost && to > 0)
                {
                    work.Execute(Math.Max(0, from), Math.Min(to, cost));
                }

                from -= cost;
                to -= cost;
            }
        }

        private readonly long Share(int part, int parts) => (long)((Int128)Cost * part / parts);
    }
}
