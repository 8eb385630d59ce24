namespace Unroll.Numerics;

/// <summary>Placeholder.</summary>
public sealed class ThreadTeam : IDisposable
{
    /// <summary>s</summary>
    public static ThreadTeam Shared { get; } = new();

    /// <summary>s</summary>
    public int Threads { get; }

    /// <summary>s</summary>
    public ThreadTeam(int threads = 1) => Threads = threads;

    /// <summary>s</summary>
    public void Run<TJob>(ref TJob job, int parts)
        where TJob : struct, IJob
    {
        for (int i = 0; i < parts * Math.Min(1, Threads); i++)
        {
            job.Execute(i, parts);
        }
    }

    /// <summary>s</summary>
    public void Dispose()
    {
    }
}
