using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Unroll.Numerics;

public static partial class VectorMath
{
    private interface ILaneFunction
    {
        static abstract Vector256<float> Apply(Vector256<float> x);

        static abstract Vector512<float> Apply(Vector512<float> x);
    }

    /// <summary>y = e^x, element by element, with the bounds of <see cref="Exp(Vector256{float})"/>.</summary>
    /// <param name="x">The arguments.</param>
    /// <param name="y">The results, of the same length; may be <paramref name="x"/> itself.</param>
    /// <exception cref="ArgumentException">The lengths differ, or the spans overlap without being the same.</exception>
    public static void Exp(ReadOnlySpan<float> x, Span<float> y) => Map<ExpFunction>(x, y);

    /// <summary>y = tanh x, element by element, with the bounds of <see cref="Tanh(Vector256{float})"/>.</summary>
    /// <param name="x">The arguments.</param>
    /// <param name="y">The results, of the same length; may be <paramref name="x"/> itself.</param>
    /// <exception cref="ArgumentException">The lengths differ, or the spans overlap without being the same.</exception>
    public static void Tanh(ReadOnlySpan<float> x, Span<float> y) => Map<TanhFunction>(x, y);

    /// <summary>y = 1 / (1 + e^-x), element by element, with the bounds of <see cref="Sigmoid(Vector256{float})"/>.</summary>
    /// <param name="x">The arguments.</param>
    /// <param name="y">The results, of the same length; may be <paramref name="x"/> itself.</param>
    /// <exception cref="ArgumentException">The lengths differ, or the spans overlap without being the same.</exception>
    public static void Sigmoid(ReadOnlySpan<float> x, Span<float> y) => Map<SigmoidFunction>(x, y);

    /// <summary>y = ln x, element by element, with the bounds of <see cref="Log(Vector256{float})"/>.</summary>
    /// <param name="x">The arguments.</param>
    /// <param name="y">The results, of the same length; may be <paramref name="x"/> itself.</param>
    /// <exception cref="ArgumentException">The lengths differ, or the spans overlap without being the same.</exception>
    public static void Log(ReadOnlySpan<float> x, Span<float> y) => Map<LogFunction>(x, y);

    /// <summary>x = tanh x over a buffer: the hot path of recurrent layers.</summary>
    /// <param name="x">The buffer, [count].</param>
    /// <param name="count">The number of floats, a multiple of 8.</param>
    internal static unsafe void TanhInPlace(float* x, nint count) => MapInPlace<TanhFunction>(x, count);

    /// <summary>x = 1 / (1 + e^-x) over a buffer: the hot path of recurrent layers.</summary>
    /// <param name="x">The buffer, [count].</param>
    /// <param name="count">The number of floats, a multiple of 8.</param>
    internal static unsafe void SigmoidInPlace(float* x, nint count) => MapInPlace<SigmoidFunction>(x, count);

    private static unsafe void Map<TFunction>(ReadOnlySpan<float> x, Span<float> y)
        where TFunction : struct, ILaneFunction
    {
        if (x.Length != y.Length)
            throw new ArgumentException($"expected {x.Length} results for {x.Length} arguments, got room for {y.Length}", nameof(y));
        if (x.Overlaps(y, out int offset) && offset != 0)
            throw new ArgumentException("expected results apart from the arguments or in their place, got a partial overlap", nameof(y));

        int whole = x.Length & ~(Vector256<float>.Count - 1);
        x.CopyTo(y);
        fixed (float* p = y)
            MapInPlace<TFunction>(p, whole);

        if (whole < x.Length)
        {
            // The tail goes through the same lanes, so that an element's bits do not depend on its position.
            var tail = Vector256.Create(1f);
            var lanes = MemoryMarshal.CreateSpan(ref Unsafe.As<Vector256<float>, float>(ref tail), Vector256<float>.Count);
            y[whole..].CopyTo(lanes);
            tail = TFunction.Apply(tail);
            lanes[..(y.Length - whole)].CopyTo(y[whole..]);
        }
    }

    // Not inlined, and sixteen floats a turn: the constants are then loaded once for all, where a caller's loop would spill them.
    // Optimised at once, because tiered code was measured not to hoist the constants (1.4 times slower).
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static unsafe void MapInPlace<TFunction>(float* x, nint count)
        where TFunction : struct, ILaneFunction
    {
        nint i = 0;
        for (; Vector512.IsHardwareAccelerated && i + 16 <= count; i += 16)
            TFunction.Apply(Vector512.Load(x + i)).Store(x + i);

        for (; i + 16 <= count; i += 16)
        {
            var a = TFunction.Apply(Vector256.Load(x + i));
            var b = TFunction.Apply(Vector256.Load(x + i + 8));
            a.Store(x + i);
            b.Store(x + i + 8);
        }

        if (i < count)
            TFunction.Apply(Vector256.Load(x + i)).Store(x + i);
    }

    private readonly struct ExpFunction : ILaneFunction
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector256<float> Apply(Vector256<float> x) => Exp(x);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector512<float> Apply(Vector512<float> x) => Exp(x);
    }

    private readonly struct TanhFunction : ILaneFunction
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector256<float> Apply(Vector256<float> x) => Tanh(x);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector512<float> Apply(Vector512<float> x) => Tanh(x);
    }

    private readonly struct SigmoidFunction : ILaneFunction
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector256<float> Apply(Vector256<float> x) => Sigmoid(x);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector512<float> Apply(Vector512<float> x) => Sigmoid(x);
    }

    private readonly struct LogFunction : ILaneFunction
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector256<float> Apply(Vector256<float> x) => Log(x);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector512<float> Apply(Vector512<float> x) => Log(x);
    }
}
