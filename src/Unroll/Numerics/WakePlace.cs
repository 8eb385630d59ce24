using System.Runtime.InteropServices;

namespace Unroll.Numerics;

/// <summary>
/// Has a sleeping thread wake on another processor than that of the thread that wakes it. Linux under a hypervisor does not see that a
/// processor is idle (it looks taken away by the host) and wakes the thread beside its waker: for some milliseconds, more than many a
/// training call lasts, the two then take turns on one processor while the other sleeps. So the waker's processor is forbidden to the
/// sleeper, who allows it again as soon as it runs. Elsewhere, or where the system refuses, nothing changes but the speed.
/// </summary>
internal sealed unsafe partial class WakePlace
{
    /// <summary>Room for the set of processors, a bit each, as the C library has it: 1024.</summary>
    private const int Words = 16;

    private readonly ulong[] _allowed = new ulong[Words];
    private int _thread;
    private bool _kept;

    /// <summary>Called by the thread itself, once.</summary>
    public void Register()
    {
        if (!OperatingSystem.IsLinux())
        {
            return;
        }

        try
        {
            int thread = ThreadId();
            Volatile.Write(ref _thread, CurrentProcessor() < 0 ? 0 : thread);
        }
        catch (TypeLoadException)
        {
            // The C library lacks one of the two: glibc has had them since 2019.
        }
    }

    /// <summary>Called by the waker while the thread sleeps.</summary>
    /// <returns>The processor that the thread will not wake on, or -1.</returns>
    public int KeepOffThisProcessor()
    {
        int thread = Volatile.Read(ref _thread), processor = thread > 0 ? CurrentProcessor() : -1;
        if (processor is < 0 or >= 64 * Words)
        {
            return -1;
        }

        fixed (ulong* allowed = _allowed)
        {
            ulong* others = stackalloc ulong[Words];
            if (Affinity(thread, Words * sizeof(ulong), allowed) != 0)
            {
                return -1;
            }

            _allowed.CopyTo(new Span<ulong>(others, Words));
            others[processor / 64] &= ~(1UL << (processor % 64));

            // Refused where no processor is left.
            _kept = SetAffinity(thread, Words * sizeof(ulong), others) == 0;
            return _kept ? processor : -1;
        }
    }

    /// <summary>Called by the thread itself once it is awake.</summary>
    public void Release()
    {
        if (!_kept)
        {
            return;
        }

        _kept = false;
        fixed (ulong* allowed = _allowed)
        {
            _ = SetAffinity(0, Words * sizeof(ulong), allowed);
        }
    }

    [LibraryImport("libc", EntryPoint = "gettid")]
    private static partial int ThreadId();

    [LibraryImport("libc", EntryPoint = "sched_getcpu")]
    private static partial int CurrentProcessor();

    [LibraryImport("libc", EntryPoint = "sched_getaffinity")]
    private static partial int Affinity(int thread, nuint bytes, ulong* processors);

    [LibraryImport("libc", EntryPoint = "sched_setaffinity")]
    private static partial int SetAffinity(int thread, nuint bytes, ulong* processors);
}
