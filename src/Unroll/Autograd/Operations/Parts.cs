using Unroll.Numerics;

namespace Unroll.Autograd.Operations;

/// <summary>
/// Cuts loops into parts for the threads of a tape. Every element belongs to one part whole, so the cut leaves no trace in the bits.
/// </summary>
internal static class Parts
{
    /// <summary>Below this many units of work (about a nanosecond each) one thread does it all: waking another costs more.</summary>
    private const long SerialWork = 1 << 17;

    /// <summary>Runs the job on the tape's threads where the work is worth it.</summary>
    public static void Run<TJob>(Tape tape, ref TJob job, long work)
        where TJob : struct, IJob
    {
        int parts = work < SerialWork ? 1 : tape.Team.Threads;
        if (parts == 1)
        {
            job.Execute(0, 1);
        }
        else
        {
            tape.Team.Run(ref job, parts);
        }
    }

    /// <summary>The share [From, To) of a part, in whole units except for the last one.</summary>
    public static (int From, int To) Range(int count, int unit, int part, int parts)
    {
        int units = (int)(((long)count + unit - 1) / unit);
        long from = (long)units * part / parts * unit;
        long to = (long)units * (part + 1) / parts * unit;
        return ((int)Math.Min(count, from), (int)Math.Min(count, to));
    }
}
