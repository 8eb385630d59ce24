namespace Unroll.Numerics;

/// <summary>The whole state of a <see cref="RngSequence"/>: four numbers that can be saved and restored exactly.</summary>
/// <param name="Seed">The seed.</param>
/// <param name="Purpose">What the numbers are for.</param>
/// <param name="Stream">Which of the streams of that seed and purpose.</param>
/// <param name="Counter">How many 32-bit words have been drawn.</param>
public readonly record struct RngState(ulong Seed, RandomPurpose Purpose, ulong Stream, ulong Counter);
