using System.Runtime.InteropServices;

namespace Unroll.Numerics;

// How the parts of one run are dealt out: whoever is free takes the next.
public sealed unsafe partial class ThreadTeam
{
    // Written by the run that has the team before it opens the ticket; read by a thread only after it has taken a part, and then the
    // run cannot end before that part does. So no thread ever sees the fields of another run.
    private delegate*<void*, int, int, void> _entry;
    private void* _job;
    private int _parts;
    private Exception? _error;
    private volatile bool _parkRequested;
    private Counters _counters;

    private Exception? RunShared(delegate*<void*, int, int, void> entry, void* job, int parts)
    {
        _entry = entry;
        _job = job;
        _parts = parts;
        _error = null;
        _parkRequested = false;
        Volatile.Write(ref _counters.Unfinished, parts);

        // The number of the run above, the parts not yet taken below: a late thread cannot take a part of a run it did not read.
        long run = (_counters.Ticket >> 32) + 1;
        Interlocked.Exchange(ref _counters.Ticket, (run << 32) | (uint)parts);

        int helpers = Math.Min(parts - 1, _workers.Length);
        for (int i = 0; i < helpers; i++)
            _workers[i].WakeIfParked();

        while (TryTakePart())
        {
        }

        // The others finish within microseconds of this thread as a rule: look often at first.
        for (int spins = 0; spins < SpinBarrier.Patience && Volatile.Read(ref _counters.Unfinished) != 0; spins++)
            SpinBarrier.Pause();

        var wait = new SpinWait();
        while (Volatile.Read(ref _counters.Unfinished) != 0)
            wait.SpinOnce(sleep1Threshold: -1);

        var error = _error;
        _error = null;
        return error;
    }

    private bool HasParts => (uint)Volatile.Read(ref _counters.Ticket) != 0;

    private bool TryTakePart()
    {
        long ticket = Volatile.Read(ref _counters.Ticket);
        while ((uint)ticket != 0)
        {
            long seen = Interlocked.CompareExchange(ref _counters.Ticket, ticket - 1, ticket);
            if (seen == ticket)
            {
                RunPart(_parts - (int)(uint)ticket);
                return true;
            }

            ticket = seen;
        }

        return false;
    }

    private void RunPart(int part)
    {
        try
        {
            if (Volatile.Read(ref _error) is null)
                _entry(_job, part, _parts);
        }
#pragma warning disable CA1031 // Not swallowed: the caller of Run throws it again.
        catch (Exception error)
#pragma warning restore CA1031
        {
            Interlocked.CompareExchange(ref _error, error, null);
        }

        Interlocked.Decrement(ref _counters.Unfinished);
    }

    // Apart from each other and from everything else, so that a thread's write does not take a cache line from the others' reads.
    [StructLayout(LayoutKind.Explicit, Size = 384)]
    private struct Counters
    {
        [FieldOffset(128)]
        public long Ticket;

        [FieldOffset(256)]
        public int Unfinished;
    }
}
