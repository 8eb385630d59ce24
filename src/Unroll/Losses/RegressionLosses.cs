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
    /// <summary>
    /// The pinball loss of quantiles: with d = t - x and quantile q, max(q d, (q - 1) d), its mean (or sum) over all elements, in double
    /// (Koenker and Bassett, "Regression quantiles", 1978); the derivative at 0 is 0.
    /// </summary>
    /// <param name="tape">The tape.</param>
    /// <param name="predictions">[n, Q]: the quantiles of each target.</param>
    /// <param name="targets">n targets.</param>
    /// <param name="quantiles">Q probabilities, each between 0 and 1.</param>
    /// <param name="reduction">Mean or sum over all n Q elements.</param>
    /// <exception cref="ArgumentException">The shapes do not fit, or a quantile is not between 0 and 1.</exception>
    public static Tensor QuantileLoss(
        this Tape tape, Tensor predictions, ReadOnlySpan<float> targets, ReadOnlySpan<float> quantiles, LossReduction reduction = LossReduction.Mean)
    {
        Expect.Rank("QuantileLoss", nameof(predictions), predictions, 2);
        Expect.Length("QuantileLoss", nameof(targets), targets.Length, predictions.Shape[0]);
        Expect.Length("QuantileLoss", nameof(quantiles), quantiles.Length, predictions.Shape[1]);
        foreach (float quantile in quantiles)
        {
            if (!(quantile > 0 && quantile < 1))
            {
                Expect.Fail($"QuantileLoss: expected `quantiles` between 0 and 1, got {quantile}", nameof(quantiles));
            }
        }

        return QuantileNode.Apply(tape, predictions, targets, quantiles, reduction == LossReduction.Mean);
    }
}
