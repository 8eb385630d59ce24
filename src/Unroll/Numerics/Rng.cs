using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Unroll.Numerics;

/// <summary>
/// Random numbers by address: each is a pure function of seed, purpose, step, item, position and index, so that the same element gets
/// the same number whatever the batch, its order or the number of threads.
/// </summary>
/// <remarks>
/// <see cref="Philox"/> under a key mixed from seed and purpose, with the counter (index / 4, step, item, position); the word within
/// the block is index mod 4. For numbers one after another see <see cref="RngSequence"/>.
/// </remarks>
public readonly partial struct Rng : IEquatable<Rng>
{
    internal const float Unit = 1f / (1 << 24);

    private readonly ulong _key;

    /// <summary>The numbers of one seed and one purpose.</summary>
    /// <param name="seed">The seed.</param>
    /// <param name="purpose">What the numbers are for.</param>
    public Rng(ulong seed, RandomPurpose purpose)
    {
        Seed = seed;
        Purpose = purpose;
        _key = Key(seed, purpose, sequential: false);
    }

    /// <summary>The seed.</summary>
    public ulong Seed { get; }

    /// <summary>What the numbers are for.</summary>
    public RandomPurpose Purpose { get; }

    /// <summary>32 random bits.</summary>
    /// <param name="step">The training step, or another first coordinate.</param>
    /// <param name="item">The item (example), never its place in the batch.</param>
    /// <param name="position">The position within the item, such as the time step or the layer.</param>
    /// <param name="index">The element at that position, such as the unit.</param>
    /// <returns>32 random bits.</returns>
    public uint Bits(uint step, uint item, uint position, uint index = 0) =>
        Philox.Block(Vector128.Create(index >> 2, step, item, position), _key)[(int)(index & 3)];

    /// <summary>A uniform number in [0, 1), a multiple of 2^-24.</summary>
    /// <param name="step">The training step, or another first coordinate.</param>
    /// <param name="item">The item (example), never its place in the batch.</param>
    /// <param name="position">The position within the item, such as the time step or the layer.</param>
    /// <param name="index">The element at that position, such as the unit.</param>
    /// <returns>A uniform number in [0, 1).</returns>
    public float Uniform(uint step, uint item, uint position, uint index = 0) => (Bits(step, item, position, index) >> 8) * Unit;

    /// <summary>A sequential generator of the same seed and purpose.</summary>
    /// <param name="stream">Which of the 2^64 independent streams.</param>
    /// <returns>A generator at the start of its stream. Its numbers are independent of those of this struct.</returns>
    public RngSequence Sequence(ulong stream = 0) => new(Seed, Purpose, stream);

    /// <inheritdoc/>
    public bool Equals(Rng other) => Seed == other.Seed && Purpose == other.Purpose;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is Rng other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Seed, Purpose);

    /// <summary>Whether two are of the same seed and purpose.</summary>
    /// <param name="left">One.</param>
    /// <param name="right">The other.</param>
    /// <returns>True where both give the same numbers.</returns>
    public static bool operator ==(Rng left, Rng right) => left.Equals(right);

    /// <summary>Whether two differ in seed or purpose.</summary>
    /// <param name="left">One.</param>
    /// <param name="right">The other.</param>
    /// <returns>True where they give different numbers.</returns>
    public static bool operator !=(Rng left, Rng right) => !left.Equals(right);

    // Mixed twice, so that near seeds and near purposes share nothing; sequences get keys of their own.
    internal static ulong Key(ulong seed, RandomPurpose purpose, bool sequential) =>
        Mix(Mix(seed) + (2 * (ulong)(uint)purpose) + (sequential ? 1ul : 0));

    // The finalizer of SplitMix64 (Steele, Lea and Flood, OOPSLA 2014), a bijection.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Mix(ulong z)
    {
        z += 0x9E3779B97F4A7C15;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}
