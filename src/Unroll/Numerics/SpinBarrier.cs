using System.Runtime.Intrinsics.X86;

namespace Unroll.Numerics;

/// <summary>
/// A meeting point for the parts of one <see cref="ThreadTeam.TryRunTogether{TJob}"/>: no part goes on before all have come. Each part
/// counts its arrivals in a cache line of its own and reads those of the others, so that a meeting costs one transfer of a line between
/// two processors and nothing more.
/// </summary>
internal readonly unsafe struct SpinBarrier
{
    /// <summary>Integers from one part's counter to the next: two cache lines, as processors fetch them in pairs.</summary>
    private const int Apart = 32;

    /// <summary>Floats of a cache line.</summary>
    private const int Line = 16;

    /// <summary>About ten microseconds: whoever is not there by then has lost its processor.</summary>
    public const int Patience = 1000;

    private readonly int* _arrivals;
    private readonly int _parts;

    /// <summary>A barrier for that many parts.</summary>
    /// <param name="memory">Zeros, <see cref="Integers"/> of them, aligned to a cache line.</param>
    /// <param name="parts">The number of parts.</param>
    public SpinBarrier(int* memory, int parts)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(parts);
        _arrivals = memory;
        _parts = parts;
    }

    /// <summary>The memory that a barrier needs.</summary>
    public static int Integers(int parts) => parts * Apart;

    /// <summary>
    /// Asks for memory that other parts have written, all of its lines at once. A product would come to them one after the other, and
    /// each comes from another processor's cache.
    /// </summary>
    public static void Fetch(float* memory, nint count)
    {
        for (nint i = 0; i < count && Sse.IsSupported; i += Line)
        {
            Sse.Prefetch0(memory + i);
        }
    }

    /// <summary>Waits for the others; what each part wrote before is then seen by all.</summary>
    public void SignalAndWait(int part)
    {
        int* own = _arrivals + (part * Apart);
        int round = *own + 1;
        Volatile.Write(ref *own, round);
        for (int p = 0; p < _parts; p++)
        {
            // A part may be a round ahead already, never two.
            int* other = _arrivals + (p * Apart);
            for (int spins = 0; Volatile.Read(ref *other) - round < 0; spins++)
            {
                if (spins >= Patience)
                {
                    Thread.Yield();
                }
                else
                {
                    Pause();
                }
            }
        }
    }

    /// <summary>Lets some nanoseconds pass without troubling the memory.</summary>
    public static void Pause()
    {
        if (X86Base.IsSupported)
        {
            X86Base.Pause();
        }
        else
        {
            Thread.SpinWait(1);
        }
    }
}
