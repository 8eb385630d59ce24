namespace Unroll.Numerics;

/// <summary>
/// A meeting point for the parts of one <see cref="ThreadTeam.TryRunTogether{TJob}"/>: no part goes on before all have come. A mutable
/// struct: it stands as a field in the job (which all parts share) and is never copied while parts run.
/// </summary>
internal struct SpinBarrier
{
    private readonly int _parts;
    private int _missing;
    private int _round;

    /// <summary>A barrier for that many parts.</summary>
    public SpinBarrier(int parts)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(parts);
        _parts = parts;
        _missing = parts;
    }

    /// <summary>Waits for the others; what each part wrote before is then seen by all.</summary>
    public void SignalAndWait()
    {
        int round = Volatile.Read(ref _round);
        if (Interlocked.Decrement(ref _missing) == 0)
        {
            _missing = _parts;
            Volatile.Write(ref _round, round + 1);
            return;
        }

        var wait = new SpinWait();
        while (Volatile.Read(ref _round) == round)
            wait.SpinOnce(sleep1Threshold: -1);
    }
}
