using Unroll.Autograd;
using Unroll.Autograd.Operations;
using Unroll.Tensors;

namespace Unroll.Losses;

/// <summary>Losses of the time until an event, which may not have come while one was watching (censoring).</summary>
public static class SurvivalLosses
{
    /// <summary>
    /// The negative log-likelihood of times under Weibull distributions: with scale η = exp(a), shape β = exp(b) and the cumulative hazard
    /// Λ(t) = (t / η)^β an event at t costs -ln(β/η (t/η)^(β-1)) + Λ(t), or, with times in whole units, -ln(exp(Λ(t+1) - Λ(t)) - 1) + Λ(t+1);
    /// an event that had not come by t costs Λ(t), or Λ(t+1). Summed in double.
    /// </summary>
    /// <param name="tape">The tape.</param>
    /// <param name="logits">[n, 2]: a and b of each time.</param>
    /// <param name="times">n times of at least 0.</param>
    /// <param name="censored">Beside each time, whether it is only a lower bound; empty for none.</param>
    /// <param name="options">Discrete or continuous time, and the reduction.</param>
    /// <exception cref="ArgumentException">The shapes do not fit, or a time is negative or not finite.</exception>
    /// <remarks>
    /// Martinsson, "WTTE-RNN: Weibull time to event recurrent neural network", 2016, sections 2.2 and 3. So that early steps of training
    /// stay finite, b counts as within ±<see cref="WeibullOptions.LargestLogShape"/> and β ln(t/η) beyond 30 goes on as a straight line.
    /// </remarks>
    public static Tensor WeibullLoss(
        this Tape tape, Tensor logits, ReadOnlySpan<float> times, ReadOnlySpan<bool> censored = default, WeibullOptions? options = null)
    {
        const string Operation = "WeibullLoss";
        options ??= new WeibullOptions();
        Expect.Rank(Operation, nameof(logits), logits, 2);
        if (logits.Shape[1] != 2)
            Expect.Fail($"{Operation}: expected `logits` of shape [n, 2], got {logits.Shape}", nameof(logits));
        Expect.Length(Operation, nameof(times), times.Length, logits.Shape[0]);
        if (!censored.IsEmpty)
            Expect.Length(Operation, nameof(censored), censored.Length, logits.Shape[0]);
        for (int i = 0; i < times.Length; i++)
        {
            if (!(times[i] >= 0) || float.IsInfinity(times[i]))
                Expect.Fail($"{Operation}: expected finite `times` of at least 0, got {times[i]} at position {i}", nameof(times));
        }

        return WeibullNode.Apply(tape, logits, times, censored, options);
    }
}
