using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Unroll.Numerics;
using Unroll.Tensors;

namespace Unroll.Autograd.Operations;

/// <summary>A function of one tensor, element by element.</summary>
internal sealed unsafe class UnaryNode<TFunction> : Node
    where TFunction : struct, IUnaryFunction
{
    private readonly Tensor _x;
    private readonly Tensor _y;
    private readonly TFunction _function;

    private UnaryNode(Tensor x, Tensor y, TFunction function) => (_x, _y, _function) = (x, y, function);

    public static Tensor Apply(Tape tape, Tensor x, TFunction function = default)
    {
        Tensor y = tape.Output(x.Shape, x);
        var job = new ForwardJob { Count = y.Count, X = x.Pointer, Y = y.Pointer, Function = function };
        Parts.Run(tape, ref job, (long)y.Count * TFunction.Cost / 4);
        if (y.RequiresGradient)
        {
            tape.Record(new UnaryNode<TFunction>(x, y, function));
        }

        return y;
    }

    public override void Backward(Tape tape)
    {
        if (_y.Gradient is null)
        {
            return;
        }

        var job = new BackwardJob
        {
            Count = _y.Count, X = _x.Pointer, Y = _y.Pointer, Dy = _y.Gradient.Pointer, Dx = tape.GradientOf(_x).Pointer,
            Function = _function,
        };
        Parts.Run(tape, ref job, (long)_y.Count * TFunction.Cost / 4);
    }

    private struct ForwardJob : IJob
    {
        public int Count;
        public float* X, Y;
        public TFunction Function;

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public readonly void Execute(int part, int parts)
        {
            TFunction f = Function;
            (int from, int to) = Parts.Range(Count, Lanes.Line, part, parts);
            for (int i = from; i < to; i += Lanes.Width)
            {
                Lanes.Store(f.Value(Lanes.Load(X + i, to - i)), Y + i, to - i);
            }
        }
    }

    private struct BackwardJob : IJob
    {
        public int Count;
        public float* X, Y, Dy, Dx;
        public TFunction Function;

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public readonly void Execute(int part, int parts)
        {
            TFunction f = Function;
            (int from, int to) = Parts.Range(Count, Lanes.Line, part, parts);
            for (int i = from; i < to; i += Lanes.Width)
            {
                int left = to - i;
                Vector256<float> d = f.Derivative(Lanes.Load(Dy + i, left), Lanes.Load(X + i, left), Lanes.Load(Y + i, left));
                Lanes.Store(Lanes.Load(Dx + i, left) + d, Dx + i, left);
            }
        }
    }
}
