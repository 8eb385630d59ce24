using System.Runtime.Intrinsics;

namespace Unroll.Autograd.Operations;

/// <summary>A loss of one prediction and one target, on eight at once.</summary>
internal interface ILossFunction
{
    /// <summary>The loss.</summary>
    Vector256<float> Value(Vector256<float> x, Vector256<float> target);

    /// <summary>Its derivative with respect to the prediction.</summary>
    Vector256<float> Derivative(Vector256<float> x, Vector256<float> target);
}
