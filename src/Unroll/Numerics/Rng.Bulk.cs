using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Unroll.Numerics;

public readonly partial struct Rng
{
    private interface IWordFunction
    {
        Vector256<float> Apply(Vector256<uint> bits);
    }

    /// <summary>
    /// Uniform numbers in [0, 1): element j is <c>Uniform(step, item, position, start + j)</c>, whatever the length of the span.
    /// </summary>
    /// <param name="destination">The numbers, [n].</param>
    /// <param name="step">The training step, or another first coordinate.</param>
    /// <param name="item">The item (example), never its place in the batch.</param>
    /// <param name="position">The position within the item.</param>
    /// <param name="start">The index of the first number, a multiple of 4.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="start"/> is not a multiple of 4.</exception>
    public unsafe void FillUniform(Span<float> destination, uint step, uint item, uint position, uint start = 0)
    {
        CheckStart(start);
        fixed (float* p = destination)
            Fill(default(UniformWords), p, destination.Length, _key, Vector128.Create(start >> 2, step, item, position));
    }

    /// <summary>
    /// A dropout mask: element j is <paramref name="scale"/> where <c>Uniform(step, item, position, start + j)</c> is below
    /// <paramref name="keep"/>, else 0. Any split into calls whose starts are multiples of 4 gives the same bits.
    /// </summary>
    /// <param name="mask">The mask, [count].</param>
    /// <param name="count">The number of elements.</param>
    /// <param name="keep">The probability of keeping an element, 0 to 1, rounded to a multiple of 2^-24.</param>
    /// <param name="scale">What a kept element is multiplied by, such as 1 / keep.</param>
    /// <param name="step">The training step.</param>
    /// <param name="item">The item (example), never its place in the batch.</param>
    /// <param name="position">The position within the item.</param>
    /// <param name="start">The index of the first element, a multiple of 4.</param>
    /// <exception cref="ArgumentOutOfRangeException">
    /// <paramref name="keep"/> is not a probability, or <paramref name="start"/> not a multiple of 4.
    /// </exception>
    internal unsafe void FillKeepMask(
        float* mask, nint count, float keep, float scale, uint step, uint item, uint position, uint start = 0)
    {
        if (!(keep >= 0 && keep <= 1))
            throw new ArgumentOutOfRangeException(nameof(keep), $"expected a probability for `keep`, got {keep}");

        CheckStart(start);
        Fill(new KeepWords(keep, scale), mask, count, _key, Vector128.Create(start >> 2, step, item, position));
    }

    /// <summary>Uniform numbers in [0, 1) from the words of consecutive blocks; only the lowest word of the counter counts.</summary>
    internal static unsafe void FillUniform(Span<float> destination, ulong key, Vector128<uint> counter)
    {
        fixed (float* p = destination)
            Fill(default(UniformWords), p, destination.Length, key, counter);
    }

    private static void CheckStart(uint start)
    {
        if ((start & 3) != 0)
            throw new ArgumentOutOfRangeException(nameof(start), $"expected a multiple of 4 for `start`, got {start}");
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static unsafe void Fill<TFunction>(TFunction function, float* destination, nint count, ulong key, Vector128<uint> counter)
        where TFunction : struct, IWordFunction
    {
        var next = Vector128.Create(Philox.BulkWords / 4, 0u, 0u, 0u);
        for (; count >= Philox.BulkWords; count -= Philox.BulkWords, destination += Philox.BulkWords)
        {
            FillBlocks(function, destination, key, counter);
            counter += next;
        }

        if (count > 0)
        {
            float* tail = stackalloc float[Philox.BulkWords];
            FillBlocks(function, tail, key, counter);
            new ReadOnlySpan<float>(tail, (int)count).CopyTo(new Span<float>(destination, (int)count));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static unsafe void FillBlocks<TFunction>(TFunction function, float* destination, ulong key, Vector128<uint> counter)
        where TFunction : struct, IWordFunction
    {
        Philox.Blocks8(counter, key, out var a, out var b, out var c, out var d);
        function.Apply(a).Store(destination);
        function.Apply(b).Store(destination + 8);
        function.Apply(c).Store(destination + 16);
        function.Apply(d).Store(destination + 24);
    }

    private readonly struct UniformWords : IWordFunction
    {
        // 24 bits: the conversion and the product are exact.
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Vector256<float> Apply(Vector256<uint> bits) => Vector256.ConvertToSingle((bits >> 8).AsInt32()) * Vector256.Create(Unit);
    }

    private readonly struct KeepWords(float keep, float scale) : IWordFunction
    {
        private readonly int _limit = (int)MathF.Round(keep * (1 << 24));
        private readonly float _scale = scale;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Vector256<float> Apply(Vector256<uint> bits) =>
            Vector256.LessThan((bits >> 8).AsInt32(), Vector256.Create(_limit)).AsSingle() & Vector256.Create(_scale);
    }
}
