using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;

namespace Unroll.Numerics;

/// <summary>
/// Threads that stay, for work that lasts microseconds: a run costs no allocation, and the threads spin briefly after it before they
/// park (waking a parked thread costs about 90 us).
/// </summary>
/// <remarks>
/// The calling thread works too, so a team of n has n - 1 threads of its own. One run at a time has the team; a run that finds it busy
/// (from another thread, or from inside a part) does all its parts itself, one after another. So many callers can share one team, and
/// nested runs cannot deadlock. A team that is not needed any more is disposed; a forgotten one keeps its parked threads, which do not
/// keep the process alive.
/// </remarks>
public sealed partial class ThreadTeam : IDisposable
{
    /// <summary>The most threads a team can have.</summary>
    public const int MaxThreads = 1024;

    private static readonly Lock s_sharedGate = new();
    private static ThreadTeam? s_shared;

    private readonly Worker[] _workers;
    private readonly bool _isShared;

    // Held (1) by the run that has the team, and for ever by Dispose.
    private int _busy;
    private volatile bool _disposed;

    /// <summary>A team of its own.</summary>
    /// <param name="threads">The number of threads with the caller's, 1 to <see cref="MaxThreads"/>; 1 runs everything inline.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="threads"/> is out of range.</exception>
    public ThreadTeam(int threads)
        : this(threads, isShared: false)
    {
    }

    private ThreadTeam(int threads, bool isShared)
    {
        if (threads is < 1 or > MaxThreads)
            throw new ArgumentOutOfRangeException(nameof(threads), $"expected 1 to {MaxThreads} for `threads`, got {threads}");

        _isShared = isShared;
        _workers = new Worker[threads - 1];
        for (int i = 0; i < _workers.Length; i++)
            _workers[i] = new Worker(this, i + 1);
    }

    /// <summary>
    /// The team everything uses unless told otherwise: as many threads as processors, or as the environment variable UNROLL_THREADS
    /// says. Disposing it does nothing.
    /// </summary>
    /// <exception cref="UnrollException">UNROLL_THREADS is not a number of threads.</exception>
    public static ThreadTeam Shared
    {
        get
        {
            if (Volatile.Read(ref s_shared) is { } team)
                return team;

            lock (s_sharedGate)
                return s_shared ??= new ThreadTeam(DefaultThreads(Environment.GetEnvironmentVariable("UNROLL_THREADS")), isShared: true);
        }
    }

    /// <summary>The number of threads, the caller's among them.</summary>
    public int Threads => _workers.Length + 1;

    /// <summary>Does parts 0 to <paramref name="parts"/> - 1 of a job and returns when all are done.</summary>
    /// <typeparam name="TJob">The job's type.</typeparam>
    /// <param name="job">The job; what its parts wrote into its fields is there on return.</param>
    /// <param name="parts">The number of parts; may be more than there are threads. 0 does nothing.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="parts"/> is negative.</exception>
    /// <exception cref="ObjectDisposedException">The team is disposed.</exception>
    /// <remarks>The first exception of a part is thrown again here, once no part runs any more; parts not begun by then are left out.</remarks>
    public void Run<TJob>(ref TJob job, int parts)
        where TJob : struct, IJob
    {
        if (TryRun(ref job, parts))
            return;

        for (int part = 0; part < parts; part++)
            job.Execute(part, parts);
    }

    /// <summary>
    /// Like <see cref="Run{TJob}"/>, but only if all parts can be under way at the same time, so that they may wait for each other at
    /// a <see cref="SpinBarrier"/>. A part that others wait for must not throw.
    /// </summary>
    /// <returns>False, with nothing done, where the team is busy or has fewer threads than parts.</returns>
    internal bool TryRunTogether<TJob>(ref TJob job, int parts)
        where TJob : struct, IJob
    {
        if (parts > Threads)
            return false;

        if (parts != 1)
            return TryRun(ref job, parts);

        job.Execute(0, 1);
        return true;
    }

    /// <summary>Sends threads that still spin to sleep, for a caller who knows that no work comes for a while.</summary>
    public void Park() => _parkRequested = true;

    /// <summary>Ends the threads, after the run under way if there is one. Not to be called from inside a part.</summary>
    public void Dispose()
    {
        if (_isShared || _disposed)
            return;

        var wait = new SpinWait();
        while (Interlocked.CompareExchange(ref _busy, 1, 0) != 0)
        {
            if (_disposed)
                return;

            wait.SpinOnce();
        }

        // The barrier: a thread either sees the flag before it parks, or is seen parked here.
        _disposed = true;
        Interlocked.MemoryBarrier();
        foreach (var worker in _workers)
            worker.Dispose();
    }

    /// <summary>The size of the shared team for a value of UNROLL_THREADS.</summary>
    internal static int DefaultThreads(string? setting)
    {
        if (string.IsNullOrWhiteSpace(setting))
            return Math.Min(Environment.ProcessorCount, MaxThreads);

        return int.TryParse(setting, out int threads) && threads is >= 1 and <= MaxThreads
            ? threads
            : throw new UnrollException($"expected 1 to {MaxThreads} in the environment variable UNROLL_THREADS, got \"{setting}\"");
    }

    private bool TryRun<TJob>(ref TJob job, int parts)
        where TJob : struct, IJob
    {
        ArgumentOutOfRangeException.ThrowIfNegative(parts);
        ObjectDisposedException.ThrowIf(_disposed, this);
        if (parts <= 1 || _workers.Length == 0 || Interlocked.CompareExchange(ref _busy, 1, 0) != 0)
            return parts == 0;

        // A copy on this stack, which cannot move: the caller's may be a field of an object.
        var shared = job;
        Exception? error;
        unsafe
        {
            error = RunShared(&Invoke<TJob>, Unsafe.AsPointer(ref shared), parts);
        }

        job = shared;
        Volatile.Write(ref _busy, 0);
        if (error is not null)
            ExceptionDispatchInfo.Throw(error);

        return true;
    }

    private static unsafe void Invoke<TJob>(void* job, int part, int parts)
        where TJob : struct, IJob => Unsafe.AsRef<TJob>(job).Execute(part, parts);
}
