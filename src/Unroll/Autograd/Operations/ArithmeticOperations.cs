using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Unroll.Numerics;
using Unroll.Tensors;

namespace Unroll.Autograd.Operations;

/// <summary>Arithmetic on two tensors of one shape, element by element.</summary>
public static unsafe class ArithmeticOperations
{
    /// <summary>a + b.</summary>
    /// <exception cref="ArgumentException">The shapes differ.</exception>
    public static Tensor Add(this Tape tape, Tensor a, Tensor b) => Apply<Plus>(tape, "Add", a, b);

    /// <summary>a - b.</summary>
    /// <exception cref="ArgumentException">The shapes differ.</exception>
    public static Tensor Subtract(this Tape tape, Tensor a, Tensor b) => Apply<Minus>(tape, "Subtract", a, b);

    /// <summary>a * b, element by element (Hadamard).</summary>
    /// <exception cref="ArgumentException">The shapes differ.</exception>
    public static Tensor Multiply(this Tape tape, Tensor a, Tensor b) => Apply<Times>(tape, "Multiply", a, b);

    /// <summary>a / b, element by element.</summary>
    /// <exception cref="ArgumentException">The shapes differ.</exception>
    public static Tensor Divide(this Tape tape, Tensor a, Tensor b) => Apply<Over>(tape, "Divide", a, b);

    private static Tensor Apply<TFunction>(Tape tape, string operation, Tensor a, Tensor b)
        where TFunction : struct, IFunction
    {
        Expect.Same(operation, a, b);
        Tensor y = tape.Output(a.Shape, a, b);
        var job = new ForwardJob<TFunction> { Count = y.Count, A = a.Pointer, B = b.Pointer, Y = y.Pointer };
        Parts.Run(tape, ref job, y.Count / 4);
        if (y.RequiresGradient)
        {
            tape.Record(new Binary<TFunction>(a, b, y));
        }

        return y;
    }

    private interface IFunction
    {
        static abstract Vector256<float> Value(Vector256<float> a, Vector256<float> b);

        /// <summary>dy times the derivative with respect to a.</summary>
        static abstract Vector256<float> ToA(Vector256<float> dy, Vector256<float> a, Vector256<float> b);

        /// <summary>dy times the derivative with respect to b.</summary>
        static abstract Vector256<float> ToB(Vector256<float> dy, Vector256<float> a, Vector256<float> b);
    }

    private readonly struct Plus : IFunction
    {
        public static Vector256<float> Value(Vector256<float> a, Vector256<float> b) => a + b;

        public static Vector256<float> ToA(Vector256<float> dy, Vector256<float> a, Vector256<float> b) => dy;

        public static Vector256<float> ToB(Vector256<float> dy, Vector256<float> a, Vector256<float> b) => dy;
    }

    private readonly struct Minus : IFunction
    {
        public static Vector256<float> Value(Vector256<float> a, Vector256<float> b) => a - b;

        public static Vector256<float> ToA(Vector256<float> dy, Vector256<float> a, Vector256<float> b) => dy;

        public static Vector256<float> ToB(Vector256<float> dy, Vector256<float> a, Vector256<float> b) => -dy;
    }

    private readonly struct Times : IFunction
    {
        public static Vector256<float> Value(Vector256<float> a, Vector256<float> b) => a * b;

        public static Vector256<float> ToA(Vector256<float> dy, Vector256<float> a, Vector256<float> b) => dy * b;

        public static Vector256<float> ToB(Vector256<float> dy, Vector256<float> a, Vector256<float> b) => dy * a;
    }

    private readonly struct Over : IFunction
    {
        public static Vector256<float> Value(Vector256<float> a, Vector256<float> b) => a / b;

        public static Vector256<float> ToA(Vector256<float> dy, Vector256<float> a, Vector256<float> b) => dy / b;

        public static Vector256<float> ToB(Vector256<float> dy, Vector256<float> a, Vector256<float> b) => -dy * (a / b) / b;
    }

    private struct ForwardJob<TFunction> : IJob
        where TFunction : struct, IFunction
    {
        public int Count;
        public float* A, B, Y;

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public readonly void Execute(int part, int parts)
        {
            (int from, int to) = Parts.Range(Count, Lanes.Line, part, parts);
            for (int i = from; i < to; i += Lanes.Width)
            {
                Lanes.Store(TFunction.Value(Lanes.Load(A + i, to - i), Lanes.Load(B + i, to - i)), Y + i, to - i);
            }
        }
    }

    private struct BackwardJob<TFunction> : IJob
        where TFunction : struct, IFunction
    {
        public int Count;
        public float* A, B, Dy, Dx;
        public bool First;

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public readonly void Execute(int part, int parts)
        {
            (int from, int to) = Parts.Range(Count, Lanes.Line, part, parts);
            for (int i = from; i < to; i += Lanes.Width)
            {
                int left = to - i;
                Vector256<float> a = Lanes.Load(A + i, left), b = Lanes.Load(B + i, left), dy = Lanes.Load(Dy + i, left);
                Vector256<float> d = First ? TFunction.ToA(dy, a, b) : TFunction.ToB(dy, a, b);
                Lanes.Store(Lanes.Load(Dx + i, left) + d, Dx + i, left);
            }
        }
    }

    private sealed class Binary<TFunction>(Tensor a, Tensor b, Tensor y) : Node
        where TFunction : struct, IFunction
    {
        // One input after the other: they may be the same tensor.
        public override void Backward(Tape tape)
        {
            if (y.Gradient is null)
            {
                return;
            }

            Add(tape, a, first: true);
            Add(tape, b, first: false);
        }

        private void Add(Tape tape, Tensor input, bool first)
        {
            if (!input.RequiresGradient)
            {
                return;
            }

            var job = new BackwardJob<TFunction>
            {
                Count = y.Count, A = a.Pointer, B = b.Pointer, Dy = y.Gradient!.Pointer, Dx = tape.GradientOf(input).Pointer, First = first,
            };
            Parts.Run(tape, ref job, y.Count / 4);
        }
    }
}
