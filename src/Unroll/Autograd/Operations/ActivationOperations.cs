using System.Runtime.Intrinsics;
using Unroll.Numerics;
using Unroll.Tensors;

namespace Unroll.Autograd.Operations;

/// <summary>Activation functions, element by element.</summary>
public static class ActivationOperations
{
    /// <summary>tanh x.</summary>
    public static Tensor Tanh(this Tape tape, Tensor x) => UnaryNode<TanhFunction>.Apply(tape, x);

    /// <summary>1 / (1 + e^-x).</summary>
    public static Tensor Sigmoid(this Tape tape, Tensor x) => UnaryNode<SigmoidFunction>.Apply(tape, x);

    /// <summary>max(0, x); the derivative at 0 is 0.</summary>
    public static Tensor Relu(this Tape tape, Tensor x) => UnaryNode<LeakyFunction>.Apply(tape, x, new LeakyFunction(0));

    /// <summary>x where it is positive, slope * x elsewhere (0 included).</summary>
    public static Tensor LeakyRelu(this Tape tape, Tensor x, float slope = 0.01f) =>
        UnaryNode<LeakyFunction>.Apply(tape, x, new LeakyFunction(slope));

    /// <summary>ln(1 + e^x), without overflow for large x and without cancellation for small.</summary>
    public static Tensor Softplus(this Tape tape, Tensor x) => UnaryNode<SoftplusFunction>.Apply(tape, x);

    private readonly struct TanhFunction : IUnaryFunction
    {
        public static int Cost => 2;

        public Vector256<float> Value(Vector256<float> x) => VectorMath.Tanh(x);

        public Vector256<float> Derivative(Vector256<float> dy, Vector256<float> x, Vector256<float> y) =>
            dy * (Vector256<float>.One - (y * y));
    }

    private readonly struct SigmoidFunction : IUnaryFunction
    {
        public static int Cost => 2;

        public Vector256<float> Value(Vector256<float> x) => VectorMath.Sigmoid(x);

        public Vector256<float> Derivative(Vector256<float> dy, Vector256<float> x, Vector256<float> y) =>
            dy * (y * (Vector256<float>.One - y));
    }

    private readonly struct LeakyFunction(float slope) : IUnaryFunction
    {
        public static int Cost => 1;

        // Selecting on x <= 0 lets NaN through.
        public Vector256<float> Value(Vector256<float> x) =>
            Vector256.ConditionalSelect(Vector256.LessThanOrEqual(x, default), slope == 0 ? default : x * slope, x);

        public Vector256<float> Derivative(Vector256<float> dy, Vector256<float> x, Vector256<float> y) =>
            Vector256.ConditionalSelect(Vector256.LessThanOrEqual(x, default), slope == 0 ? default : dy * slope, dy);
    }

    private readonly struct SoftplusFunction : IUnaryFunction
    {
        public static int Cost => 4;

        public Vector256<float> Value(Vector256<float> x) => LaneMath.Softplus(x);

        public Vector256<float> Derivative(Vector256<float> dy, Vector256<float> x, Vector256<float> y) => dy * VectorMath.Sigmoid(x);
    }
}
