using Unroll.Numerics;
using Unroll.Tensors;

namespace Unroll.Autograd.Operations;

/// <summary>Softmax, cross-entropy and its gradient with respect to the logits in one pass over each row.</summary>
internal sealed unsafe class CrossEntropyNode : Node
{
    private readonly Tensor _logits;
    private readonly Tensor _loss;
    private readonly float* _slopes;
    private readonly float _scale;

    private CrossEntropyNode(Tensor logits, Tensor loss, float* slopes, float scale)
    {
        _logits = logits;
        _loss = loss;
        _slopes = slopes;
        _scale = scale;
    }

    /// <summary>
    /// With smoothing e, class weights w and C classes a row costs (1 - e) w[t] (-ln p[t]) + e / C Σ w[c] (-ln p[c]); the mean divides
    /// by the sum of w[t].
    /// </summary>
    public static CrossEntropyTotals Apply(
        Tape tape, Tensor logits, ReadOnlySpan<int> targets, ReadOnlySpan<float> weights, float smoothing, int ignored, bool mean,
        out Tensor loss)
    {
        int rows = logits.Shape[0], classes = logits.Shape[1];
        loss = tape.Output(new Shape(), logits);
        float* slopes = loss.RequiresGradient ? tape.Arena.AllocateFloats(logits.Count) : null;
        CrossEntropyTotals totals;
        using (tape.Arena.Push())
        {
            double* losses = (double*)tape.Arena.AllocateFloats(2 * (nint)rows);
            int* correct = tape.Arena.AllocateInts(rows);
            fixed (int* t = targets)
            fixed (float* w = weights)
            {
                var job = new Job
                {
                    Rows = rows, Classes = classes, Ignored = ignored, Smoothing = smoothing, Logits = logits.Pointer, Weights = w,
                    Targets = t, Slopes = slopes, Losses = losses, Correct = correct, TotalWeight = Total(weights, classes),
                };
                Parts.Run(tape, ref job, 2L * rows * classes);
            }

            totals = Add(losses, correct, targets, weights, ignored);
        }

        // Nothing counted: no loss and no gradient, rather than 0 / 0.
        double divisor = mean ? totals.Weight : 1;
        loss.Span[0] = divisor > 0 ? (float)(totals.Sum / divisor) : 0;
        if (loss.RequiresGradient)
        {
            tape.Record(new CrossEntropyNode(logits, loss, slopes, divisor > 0 ? (float)(1 / divisor) : 0));
        }

        return totals;
    }

    public override void Backward(Tape tape)
    {
        if (_loss.Gradient is not null)
        {
            Lanes.AddScaled(_loss.Gradient.Scalar * _scale, _slopes, tape.GradientOf(_logits).Pointer, _logits.Count);
        }
    }

    private static double Total(ReadOnlySpan<float> weights, int classes)
    {
        double total = 0;
        foreach (float weight in weights)
        {
            total += weight;
        }

        return weights.IsEmpty ? classes : total;
    }

    private static CrossEntropyTotals Add(double* losses, int* correct, ReadOnlySpan<int> targets, ReadOnlySpan<float> weights, int ignored)
    {
        double sum = 0, weight = 0;
        int counted = 0, right = 0;
        for (int r = 0; r < targets.Length; r++)
        {
            if (targets[r] != ignored)
            {
                sum += losses[r];
                weight += weights.IsEmpty ? 1 : weights[targets[r]];
                counted++;
                right += correct[r];
            }
        }

        return new CrossEntropyTotals(sum, weight, counted, right);
    }

    private struct Job : IJob
    {
        public int Rows, Classes, Ignored;
        public float Smoothing;
        public double TotalWeight;
        public float* Logits, Weights, Slopes;
        public int* Targets, Correct;
        public double* Losses;

        public readonly void Execute(int part, int parts)
        {
            (int from, int to) = Parts.Range(Rows, 1, part, parts);
            for (int r = from; r < to; r++)
            {
                float* slopes = Slopes == null ? null : Slopes + ((nint)r * Classes);
                if (Targets[r] != Ignored)
                {
                    Row(r, Targets[r], Logits + ((nint)r * Classes), slopes);
                }
                else if (slopes != null)
                {
                    new Span<float>(slopes, Classes).Clear();
                }
            }
        }

        private readonly void Row(int r, int target, float* x, float* slopes)
        {
            float max = Lanes.Max(x, Classes);
            double sum = RowMath.SumExp(x, max, slopes, Classes);
            double log = Math.Log(sum), weight = Weights == null ? 1 : Weights[target];
            double own = (1 - (double)Smoothing) * weight, each = (double)Smoothing / Classes;
            double loss = own * (log - ((double)x[target] - max));
            if (Smoothing > 0)
            {
                double spread = 0;
                for (int c = 0; c < Classes; c++)
                {
                    spread += (Weights == null ? 1 : Weights[c]) * (log - ((double)x[c] - max));
                }

                loss += each * spread;
            }

            Losses[r] = loss;
            Correct[r] = x[target] == max && !new ReadOnlySpan<float>(x, target).Contains(max) ? 1 : 0;
            if (slopes == null)
            {
                return;
            }

            Lanes.Scale((float)((own + (each * TotalWeight)) / sum), slopes, slopes, Classes);
            for (int c = 0; c < Classes && Smoothing > 0; c++)
            {
                slopes[c] -= (float)(each * (Weights == null ? 1 : Weights[c]));
            }

            slopes[target] -= (float)own;
        }
    }
}
