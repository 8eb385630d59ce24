using Unroll.Autograd;
using Unroll.Autograd.Operations;
using Unroll.Tensors;

namespace Unroll.Losses;

/// <summary>Losses of classifiers.</summary>
public static class ClassificationLosses
{
    private static readonly CrossEntropyOptions Default = new();

    /// <summary>
    /// The cross-entropy of softmax(logits) with class ids: with smoothing e, weights w and C classes a row costs
    /// (1 - e) w[t] (-ln p[t]) + (e / C) Σ w[c] (-ln p[c]), as in PyTorch, summed in double. Where every target is ignored the loss is 0.
    /// </summary>
    /// <param name="tape">The tape.</param>
    /// <param name="logits">[n, C].</param>
    /// <param name="targets">n class ids in [0, C), or the ignored one.</param>
    /// <param name="options">Weights, smoothing, ignored target and reduction.</param>
    /// <exception cref="ArgumentException">The shapes do not fit, a target is no class, or an option is out of range.</exception>
    public static CrossEntropyResult CrossEntropy(
        this Tape tape, Tensor logits, ReadOnlySpan<int> targets, CrossEntropyOptions? options = null)
    {
        options ??= Default;
        Check(logits, targets, options);
        CrossEntropyTotals totals = CrossEntropyNode.Apply(
            tape, logits, targets, options.ClassWeights, options.LabelSmoothing, options.IgnoreIndex,
            options.Reduction == LossReduction.Mean, out Tensor loss);
        return new CrossEntropyResult(loss, totals.Sum, totals.Weight, totals.Counted, totals.Correct);
    }

    /// <summary>
    /// The cross-entropy of sigmoid(logits) with probabilities: -(p t ln s(x) + (1 - t) ln(1 - s(x))), without overflow for any logit.
    /// </summary>
    /// <param name="tape">The tape.</param>
    /// <param name="logits">Any shape.</param>
    /// <param name="targets">Of the same shape, 0 to 1; they get no gradient.</param>
    /// <param name="positiveWeight">The weight p of the positive class.</param>
    /// <param name="reduction">Mean or sum over all elements.</param>
    /// <exception cref="ArgumentException">The shapes differ, the targets require a gradient, or the weight is not positive.</exception>
    public static Tensor BinaryCrossEntropyWithLogits(
        this Tape tape, Tensor logits, Tensor targets, float positiveWeight = 1, LossReduction reduction = LossReduction.Mean)
    {
        if (!(positiveWeight > 0))
        {
            Expect.Fail(
                $"BinaryCrossEntropyWithLogits: expected a positive `positiveWeight`, got {positiveWeight}", nameof(positiveWeight));
        }

        return PointwiseLoss<LossFunctions.Logistic>.Apply(
            tape, "BinaryCrossEntropyWithLogits", logits, targets, new(positiveWeight), reduction == LossReduction.Mean);
    }

    private static void Check(Tensor logits, ReadOnlySpan<int> targets, CrossEntropyOptions options)
    {
        const string Operation = "CrossEntropy";
        Expect.Rank(Operation, nameof(logits), logits, 2);
        int classes = logits.Shape[1];
        Expect.Length(Operation, nameof(targets), targets.Length, logits.Shape[0]);
        for (int i = 0; i < targets.Length; i++)
        {
            if (targets[i] != options.IgnoreIndex && (uint)targets[i] >= (uint)classes)
            {
                Expect.Fail(
                    $"CrossEntropy: expected `targets` from 0 to {classes - 1} or {options.IgnoreIndex} (ignored), got {targets[i]} "
                    + $"at position {i}",
                    nameof(targets));
            }
        }

        if (options.ClassWeights is not null)
        {
            Expect.Length(Operation, nameof(options.ClassWeights), options.ClassWeights.Length, classes);
            foreach (float weight in options.ClassWeights)
            {
                if (!(weight >= 0) || float.IsInfinity(weight))
                {
                    Expect.Fail($"CrossEntropy: expected finite `ClassWeights` of 0 or more, got {weight}", nameof(options));
                }
            }
        }

        if (!(options.LabelSmoothing >= 0 && options.LabelSmoothing <= 1))
        {
            Expect.Fail($"CrossEntropy: expected a `LabelSmoothing` from 0 to 1, got {options.LabelSmoothing}", nameof(options));
        }
    }
}
