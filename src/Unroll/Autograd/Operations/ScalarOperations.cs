using System.Runtime.Intrinsics;
using Unroll.Tensors;

namespace Unroll.Autograd.Operations;

/// <summary>Arithmetic of a tensor with a number.</summary>
public static class ScalarOperations
{
    /// <summary>factor * x.</summary>
    public static Tensor MultiplyScalar(this Tape tape, Tensor x, float factor) =>
        UnaryNode<Linear>.Apply(tape, x, new Linear(factor, 0));

    /// <summary>x + addend.</summary>
    public static Tensor AddScalar(this Tape tape, Tensor x, float addend) =>
        UnaryNode<Linear>.Apply(tape, x, new Linear(1, addend));

    /// <summary>-x.</summary>
    public static Tensor Negate(this Tape tape, Tensor x) => UnaryNode<Linear>.Apply(tape, x, new Linear(-1, -0f));

    private readonly struct Linear(float factor, float addend) : IUnaryFunction
    {
        public static int Cost => 1;

        public Vector256<float> Value(Vector256<float> x) => (x * factor) + Vector256.Create(addend);

        public Vector256<float> Derivative(Vector256<float> dy, Vector256<float> x, Vector256<float> y) => dy * factor;
    }
}
