namespace Unroll.Numerics;

/// <summary>stub</summary>
public enum RandomPurpose
{
    /// <summary>s</summary>
    Zoneout,

    /// <summary>s</summary>
    RecurrentDropout,
}

/// <summary>stub</summary>
public readonly struct Rng(ulong seed, RandomPurpose purpose, uint stream)
{
    internal unsafe void FillKeepMask(float* mask, nint count, float keep, float scale, uint step, uint item, uint position)
    {
        for (nint j = 0; j < count; j++)
        {
            ulong x = (seed * 31) + ((ulong)purpose * 977) + (stream * 7919UL) + (step * 104729UL) + (item * 1299709UL) + (position * 15485863UL) + ((ulong)j * 32452843UL);
            x ^= x >> 33;
            x *= 0xff51afd7ed558ccdUL;
            x ^= x >> 33;
            x *= 0xc4ceb9fe1a85ec53UL;
            x ^= x >> 33;
            mask[j] = (x >> 40) * (1f / (1 << 24)) < keep ? scale : 0;
        }
    }
}
