using System.Runtime.Intrinsics;

namespace Unroll.Optimizers.Rules;

/// <summary>
/// The update of eight elements of a parameter, with the constants of one step. No sum is fused with a product, so that the bits do not
/// depend on the processor.
/// </summary>
internal interface IUpdateRule
{
    /// <summary>Updates eight elements in place.</summary>
    /// <param name="value">The elements.</param>
    /// <param name="gradient">Their gradient, clipped.</param>
    /// <param name="state">The numbers kept for them, one vector for each state of the optimizer.</param>
    void Apply(ref Vector256<float> value, Vector256<float> gradient, Span<Vector256<float>> state);
}
