using Unroll.Autograd;
using Unroll.Autograd.Operations;
using Unroll.Tensors;

namespace Unroll.Losses;

/// <summary>Losses that learn from rewards rather than from right answers.</summary>
public static unsafe class PolicyLosses
{
    /// <summary>
    /// REINFORCE (Williams 1992) over choices that were drawn: the sum of weight * -ln p[choice], less the entropy bonus times the sum of
    /// the rows' entropies, divided by the number of rows; summed in double. With the advantage over a greedy answer as weight this is
    /// self-critical training (Rennie et al. 2017).
    /// </summary>
    /// <param name="tape">The tape.</param>
    /// <param name="logits">[n, C].</param>
    /// <param name="choices">n class ids.</param>
    /// <param name="weights">n weights; they get no gradient.</param>
    /// <param name="entropyBonus">The weight of the entropy.</param>
    /// <exception cref="ArgumentException">The shapes do not fit, or a choice is no class.</exception>
    public static Tensor PolicyGradient(
        this Tape tape, Tensor logits, ReadOnlySpan<int> choices, ReadOnlySpan<float> weights, float entropyBonus = 0)
    {
        Expect.Rank("PolicyGradient", nameof(logits), logits, 2);
        int rows = logits.Shape[0], classes = logits.Shape[1];
        Expect.Length("PolicyGradient", nameof(choices), choices.Length, rows);
        Expect.Length("PolicyGradient", nameof(weights), weights.Length, rows);
        Expect.Ids("PolicyGradient", nameof(choices), choices, classes);
        Tensor loss = tape.Output(new Shape(), logits);
        float* slopes = tape.Arena.AllocateFloats(logits.Count);
        double sum = 0;
        for (int r = 0; r < rows; r++)
        {
            float* row = slopes + ((nint)r * classes);
            RowMath.LogSoftmax(logits.Pointer + ((nint)r * classes), row, classes);
            double entropy = 0;
            for (int c = 0; c < classes; c++)
            {
                entropy -= row[c] > -100 ? Math.Exp(row[c]) * row[c] : 0;
            }

            sum += (weights[r] * -row[choices[r]]) - (entropyBonus * entropy);
            for (int c = 0; c < classes; c++)
            {
                // d(-ln p[t]) = p - [c = t]; d(-H) = p (ln p + H).
                float p = MathF.Exp(row[c]);
                row[c] = (weights[r] * p) + (entropyBonus * p * (float)(Math.Max(row[c], -100) + entropy));
            }

            row[choices[r]] -= weights[r];
        }

        loss.Span[0] = rows == 0 ? 0 : (float)(sum / rows);
        if (loss.RequiresGradient)
        {
            tape.Record(new Policy(logits, loss, slopes, rows == 0 ? 0 : 1f / rows));
        }

        return loss;
    }

    private sealed class Policy(Tensor logits, Tensor loss, float* slopes, float scale) : Node
    {
        public override void Backward(Tape tape)
        {
            if (loss.Gradient is not null)
            {
                Lanes.AddScaled(loss.Gradient.Scalar * scale, slopes, tape.GradientOf(logits).Pointer, logits.Count);
            }
        }
    }
}
