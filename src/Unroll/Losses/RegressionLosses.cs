using Unroll.Autograd;
using Unroll.Autograd.Operations;
using Unroll.Tensors;

namespace Unroll.Losses;

/// <summary>Losses of regression. Targets are constants: they get no gradient.</summary>
public static class RegressionLosses
{
    /// <summary>The mean (or sum) of (x - t)² over all elements.</summary>
    /// <exception cref="ArgumentException">The shapes differ, or the targets require a gradient.</exception>
    public static Tensor MeanSquaredError(
        this Tape tape, Tensor predictions, Tensor targets, LossReduction reduction = LossReduction.Mean) =>
        PointwiseLoss<LossFunctions.Squared>.Apply(
            tape, "MeanSquaredError", predictions, targets, default, reduction == LossReduction.Mean);

    /// <summary>The mean (or sum) of |x - t| over all elements; the derivative at 0 is 0.</summary>
    /// <exception cref="ArgumentException">The shapes differ, or the targets require a gradient.</exception>
    public static Tensor MeanAbsoluteError(
        this Tape tape, Tensor predictions, Tensor targets, LossReduction reduction = LossReduction.Mean) =>
        PointwiseLoss<LossFunctions.Absolute>.Apply(
            tape, "MeanAbsoluteError", predictions, targets, default, reduction == LossReduction.Mean);

    /// <summary>
    /// The mean (or sum) of d² / 2 where |d| = |x - t| is at most delta, and delta (|d| - delta / 2) elsewhere
    /// (Huber, "Robust estimation of a location parameter", 1964).
    /// </summary>
    /// <exception cref="ArgumentException">The shapes differ, the targets require a gradient, or delta is not positive.</exception>
    public static Tensor HuberLoss(
        this Tape tape, Tensor predictions, Tensor targets, float delta = 1, LossReduction reduction = LossReduction.Mean)
    {
        if (!(delta > 0) || float.IsInfinity(delta))
        {
            Expect.Fail($"HuberLoss: expected a positive `delta`, got {delta}", nameof(delta));
        }

        return PointwiseLoss<LossFunctions.Huber>.Apply(
            tape, "HuberLoss", predictions, targets, new(delta), reduction == LossReduction.Mean);
    }
}
