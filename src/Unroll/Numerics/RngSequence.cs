using System.Runtime.Intrinsics;

namespace Unroll.Numerics;

/// <summary>
/// Random numbers one after another. Its entire state is seed, purpose, stream and the count of words drawn, so that it can be saved
/// and restored exactly (<see cref="State"/>, <see cref="FromState"/>). Not for use by several threads at once: give each a stream.
/// </summary>
public sealed class RngSequence
{
    private readonly ulong _key;
    private ulong _counter;
    private Vector128<uint> _block;

    /// <summary>A generator at the start of a stream.</summary>
    /// <param name="seed">The seed.</param>
    /// <param name="purpose">What the numbers are for.</param>
    /// <param name="stream">Which of the 2^64 independent streams.</param>
    public RngSequence(ulong seed, RandomPurpose purpose, ulong stream = 0)
        : this(new RngState(seed, purpose, stream, 0))
    {
    }

    private RngSequence(RngState state)
    {
        Seed = state.Seed;
        Purpose = state.Purpose;
        Stream = state.Stream;
        _counter = state.Counter;
        _key = Rng.Key(Seed, Purpose, sequential: true);
        if ((_counter & 3) != 0)
            _block = Philox.Block(BlockCounter(), _key);
    }

    /// <summary>The seed.</summary>
    public ulong Seed { get; }

    /// <summary>What the numbers are for.</summary>
    public RandomPurpose Purpose { get; }

    /// <summary>Which of the streams of that seed and purpose.</summary>
    public ulong Stream { get; }

    /// <summary>The state now: a generator made from it by <see cref="FromState"/> goes on with the same numbers.</summary>
    public RngState State => new(Seed, Purpose, Stream, _counter);

    /// <summary>A generator that goes on where the one of that state stood.</summary>
    /// <param name="state">A saved state.</param>
    /// <returns>A new generator.</returns>
    public static RngSequence FromState(RngState state) => new(state);

    /// <summary>32 random bits; draws one word.</summary>
    /// <returns>32 random bits.</returns>
    public uint NextUInt()
    {
        int word = (int)(_counter & 3);
        if (word == 0)
            _block = Philox.Block(BlockCounter(), _key);

        _counter++;
        return _block[word];
    }

    /// <summary>64 random bits; draws two words, the low one first.</summary>
    /// <returns>64 random bits.</returns>
    public ulong NextULong()
    {
        ulong low = NextUInt();
        return low | ((ulong)NextUInt() << 32);
    }

    /// <summary>A whole number from 0 to <paramref name="max"/> - 1, without bias; draws one word, rarely more.</summary>
    /// <param name="max">The number of outcomes, positive.</param>
    /// <returns>A whole number in [0, max).</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="max"/> is not positive.</exception>
    public int NextInt(int max)
    {
        if (max <= 0)
            throw new ArgumentOutOfRangeException(nameof(max), $"expected a positive integer for `max`, got {max}");

        // Lemire, "Fast random integer generation in an interval", 2019: reject the few products that would favour some outcomes.
        uint range = (uint)max;
        ulong product = (ulong)NextUInt() * range;
        if ((uint)product < range)
        {
            uint excess = (0u - range) % range;
            while ((uint)product < excess)
                product = (ulong)NextUInt() * range;
        }

        return (int)(product >> 32);
    }

    /// <summary>A uniform number in [0, 1), a multiple of 2^-24; draws one word.</summary>
    /// <returns>A uniform number in [0, 1).</returns>
    public float NextFloat() => (NextUInt() >> 8) * Rng.Unit;

    /// <summary>A uniform number in [0, 1), a multiple of 2^-53; draws two words.</summary>
    /// <returns>A uniform number in [0, 1).</returns>
    public double NextDouble() => (NextULong() >> 11) * (1.0 / (1ul << 53));

    /// <summary>A standard normal number (Box and Muller, 1958; the cosine half only, so that nothing is kept); draws four words.</summary>
    /// <returns>A number with mean 0 and standard deviation 1.</returns>
    public double NextNormal()
    {
        // 1 - u lies in (0, 1], where the logarithm is finite.
        double radius = Math.Sqrt(-2 * Math.Log(1 - NextDouble()));
        return radius * Math.Cos(2 * Math.PI * NextDouble());
    }

    /// <summary>Uniform numbers in [0, 1): the same as <see cref="NextFloat"/> called once for each element.</summary>
    /// <param name="destination">The numbers, [n].</param>
    public void FillUniform(Span<float> destination)
    {
        while (destination.Length > 0 && ((_counter & 3) != 0 || destination.Length < Philox.BulkWords))
        {
            destination[0] = NextFloat();
            destination = destination[1..];
        }

        // Whole batches of blocks at once, up to where the lowest word of the block's number would wrap.
        while (destination.Length >= Philox.BulkWords)
        {
            ulong untilWrap = ((1ul << 32) - (uint)(_counter >> 2)) * 4;
            int count = (int)Math.Min((ulong)destination.Length, untilWrap);
            Rng.FillUniform(destination[..count], _key, BlockCounter());
            _counter += (ulong)count;
            destination = destination[count..];
            if ((_counter & 3) != 0)
                _block = Philox.Block(BlockCounter(), _key);
        }

        foreach (ref float value in destination)
            value = NextFloat();
    }

    /// <summary>Puts the items in random order (Fisher and Yates; every order is equally likely).</summary>
    /// <typeparam name="T">The items' type.</typeparam>
    /// <param name="items">The items, reordered in place.</param>
    public void Shuffle<T>(Span<T> items)
    {
        for (int last = items.Length - 1; last > 0; last--)
        {
            int chosen = NextInt(last + 1);
            (items[last], items[chosen]) = (items[chosen], items[last]);
        }
    }

    private Vector128<uint> BlockCounter()
    {
        ulong block = _counter >> 2;
        return Vector128.Create((uint)block, (uint)(block >> 32), (uint)Stream, (uint)(Stream >> 32));
    }
}
