using Unroll.Autograd;
using Unroll.Autograd.Operations;
using Unroll.Tensors;

namespace Unroll.Losses;

/// <summary>The loss of a drawing network.</summary>
public static class SketchLosses
{
    /// <summary>
    /// The negative log-likelihood of pen movements under a mixture of M bivariate normal distributions and three states of the pen, in one
    /// pass with its gradient, in double. A row of <paramref name="outputs"/> holds 3 logits of the pen, then M each of: logits of the
    /// mixture, means of x, means of y, logarithms of the deviations of x and of y, and inverse hyperbolic tangents of the correlations. The
    /// movement of a row whose target is the end of the sketch is not counted; its pen is.
    /// </summary>
    /// <param name="tape">The tape.</param>
    /// <param name="outputs">[n, 6 M + 3].</param>
    /// <param name="targets">[n, 5]: stroke-5, that is dx, dy and one of three states of the pen; they get no gradient.</param>
    /// <param name="divisor">What the sum over all rows is divided by.</param>
    /// <exception cref="ArgumentException">The shapes do not fit, or the divisor is not positive.</exception>
    /// <remarks>
    /// Ha and Eck, "A neural representation of sketch drawings", 2017, equations 3 to 10; the gradient is that of Graves, "Generating
    /// sequences with recurrent neural networks", 2013, equations 27 to 37.
    /// </remarks>
    public static SketchLossResult SketchMixture(this Tape tape, Tensor outputs, Tensor targets, double divisor)
    {
        const string Operation = "SketchMixture";
        Expect.Rank(Operation, nameof(outputs), outputs, 2);
        int rows = outputs.Shape[0], width = outputs.Shape[1];
        if (width < 9 || (width - 3) % 6 != 0)
        {
            Expect.Fail($"{Operation}: expected `outputs` of 6 M + 3 columns, got shape {outputs.Shape}", nameof(outputs));
        }

        Expect.Shape(Operation, nameof(targets), targets, new Shape(rows, 5));
        if (!(divisor > 0))
        {
            Expect.Fail($"{Operation}: expected a positive `divisor`, got {divisor}", nameof(divisor));
        }

        if (tape.Recording && targets.RequiresGradient)
        {
            Expect.Fail($"{Operation}: expected constant `targets`, got ones that require a gradient", nameof(targets));
        }

        return MixtureNode.Apply(tape, outputs, targets, divisor);
    }
}
