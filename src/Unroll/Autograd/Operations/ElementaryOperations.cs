using System.Runtime.Intrinsics;
using Unroll.Numerics;
using Unroll.Tensors;

namespace Unroll.Autograd.Operations;

/// <summary>Elementary functions, element by element.</summary>
public static class ElementaryOperations
{
    /// <summary>e^x.</summary>
    public static Tensor Exp(this Tape tape, Tensor x) => UnaryNode<ExpFunction>.Apply(tape, x);

    /// <summary>ln x: negative infinity at 0, NaN below.</summary>
    public static Tensor Log(this Tape tape, Tensor x) => UnaryNode<LogFunction>.Apply(tape, x);

    /// <summary>x².</summary>
    public static Tensor Square(this Tape tape, Tensor x) => UnaryNode<SquareFunction>.Apply(tape, x);

    /// <summary>√x; the derivative at 0 is infinite.</summary>
    public static Tensor Sqrt(this Tape tape, Tensor x) => UnaryNode<SqrtFunction>.Apply(tape, x);

    /// <summary>|x|; the derivative at 0 is 0.</summary>
    public static Tensor Abs(this Tape tape, Tensor x) => UnaryNode<AbsFunction>.Apply(tape, x);

    /// <summary>x limited to [low, high]; the gradient passes where x lies in it, bounds included.</summary>
    /// <exception cref="ArgumentException"><paramref name="low"/> is above <paramref name="high"/>, or one is NaN.</exception>
    public static Tensor Clamp(this Tape tape, Tensor x, float low, float high)
    {
        if (!(low <= high))
        {
            Expect.Fail($"Clamp: expected `low` at most `high`, got {low} and {high}", nameof(low));
        }

        return UnaryNode<ClampFunction>.Apply(tape, x, new ClampFunction(low, high));
    }

    private readonly struct ExpFunction : IUnaryFunction
    {
        public static int Cost => 2;

        public Vector256<float> Value(Vector256<float> x) => VectorMath.Exp(x);

        public Vector256<float> Derivative(Vector256<float> dy, Vector256<float> x, Vector256<float> y) => dy * y;
    }

    private readonly struct LogFunction : IUnaryFunction
    {
        public static int Cost => 2;

        public Vector256<float> Value(Vector256<float> x) => VectorMath.Log(x);

        public Vector256<float> Derivative(Vector256<float> dy, Vector256<float> x, Vector256<float> y) => dy / x;
    }

    private readonly struct SquareFunction : IUnaryFunction
    {
        public static int Cost => 1;

        public Vector256<float> Value(Vector256<float> x) => x * x;

        public Vector256<float> Derivative(Vector256<float> dy, Vector256<float> x, Vector256<float> y) => dy * (x + x);
    }

    private readonly struct SqrtFunction : IUnaryFunction
    {
        public static int Cost => 1;

        public Vector256<float> Value(Vector256<float> x) => Vector256.Sqrt(x);

        public Vector256<float> Derivative(Vector256<float> dy, Vector256<float> x, Vector256<float> y) => dy / (y + y);
    }

    private readonly struct AbsFunction : IUnaryFunction
    {
        public static int Cost => 1;

        public Vector256<float> Value(Vector256<float> x) => Vector256.Abs(x);

        public Vector256<float> Derivative(Vector256<float> dy, Vector256<float> x, Vector256<float> y) =>
            Vector256.AndNot(dy ^ (x & Vector256.Create(-0f)), Vector256.Equals(x, default));
    }

    private readonly struct ClampFunction(float low, float high) : IUnaryFunction
    {
        public static int Cost => 1;

        public Vector256<float> Value(Vector256<float> x) => Vector256.Min(Vector256.Max(x, Vector256.Create(low)), Vector256.Create(high));

        public Vector256<float> Derivative(Vector256<float> dy, Vector256<float> x, Vector256<float> y) =>
            dy & Vector256.GreaterThanOrEqual(x, Vector256.Create(low)) & Vector256.LessThanOrEqual(x, Vector256.Create(high));
    }
}
