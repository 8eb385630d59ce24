using System.Runtime.Intrinsics;
using Unroll.Numerics;

namespace Unroll.Autograd.Operations;

/// <summary>The losses of one prediction, as used by the losses on tensors.</summary>
internal static class LossFunctions
{
    /// <summary>(x - t)².</summary>
    public readonly struct Squared : ILossFunction
    {
        public Vector256<float> Value(Vector256<float> x, Vector256<float> target) => (x - target) * (x - target);

        public Vector256<float> Derivative(Vector256<float> x, Vector256<float> target) => 2 * (x - target);
    }

    /// <summary>|x - t|; the derivative at 0 is 0.</summary>
    public readonly struct Absolute : ILossFunction
    {
        public Vector256<float> Value(Vector256<float> x, Vector256<float> target) => Vector256.Abs(x - target);

        public Vector256<float> Derivative(Vector256<float> x, Vector256<float> target)
        {
            Vector256<float> d = x - target;
            return Vector256.AndNot(Vector256<float>.One | (d & Vector256.Create(-0f)), Vector256.Equals(d, default));
        }
    }

    /// <summary>d² / 2 within delta, delta (|d| - delta / 2) outside, where d = x - t.</summary>
    public readonly struct Huber(float delta) : ILossFunction
    {
        public Vector256<float> Value(Vector256<float> x, Vector256<float> target)
        {
            // With c = d limited to the quadratic part: c (d - c / 2) is both branches.
            Vector256<float> d = x - target, c = Limit(d, delta);
            return c * (d - (0.5f * c));
        }

        public Vector256<float> Derivative(Vector256<float> x, Vector256<float> target) => Limit(x - target, delta);
    }

    /// <summary>-(p t ln s(x) + (1 - t) ln(1 - s(x))) with s the logistic function and p the weight of positives.</summary>
    public readonly struct Logistic(float positiveWeight) : ILossFunction
    {
        public Vector256<float> Value(Vector256<float> x, Vector256<float> target) =>
            ((Vector256<float>.One - target) * x) + (Weight(target) * LaneMath.Softplus(-x));

        public Vector256<float> Derivative(Vector256<float> x, Vector256<float> target) =>
            Vector256<float>.One - target - (Weight(target) * VectorMath.Sigmoid(-x));

        private Vector256<float> Weight(Vector256<float> target) => Vector256<float>.One + (target * (positiveWeight - 1));
    }

    private static Vector256<float> Limit(Vector256<float> x, float bound) =>
        Vector256.Min(Vector256.Max(x, Vector256.Create(-bound)), Vector256.Create(bound));
}
