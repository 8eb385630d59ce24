using System.Runtime.Intrinsics;

namespace Unroll.Autograd.Operations;

/// <summary>A function of one number and its derivative, on eight at once.</summary>
internal interface IUnaryFunction
{
    /// <summary>Nanoseconds an element, roughly: it decides from what size on several threads share the work.</summary>
    static abstract int Cost { get; }

    /// <summary>f(x).</summary>
    Vector256<float> Value(Vector256<float> x);

    /// <summary>dy f'(x), where y = f(x).</summary>
    Vector256<float> Derivative(Vector256<float> dy, Vector256<float> x, Vector256<float> y);
}
