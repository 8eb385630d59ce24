using Unroll.Losses;
using Unroll.Tensors;

namespace Unroll.Autograd.Operations;

/// <summary>The Weibull negative log-likelihood, forward and backward in one pass in double.</summary>
internal sealed unsafe class WeibullNode : Node
{
    private readonly Tensor _logits;
    private readonly Tensor _loss;
    private readonly float* _slopes;

    private WeibullNode(Tensor logits, Tensor loss, float* slopes)
    {
        _logits = logits;
        _loss = loss;
        _slopes = slopes;
    }

    public static Tensor Apply(Tape tape, Tensor logits, ReadOnlySpan<float> times, ReadOnlySpan<bool> censored, WeibullOptions options)
    {
        Tensor loss = tape.Output(new Shape(), logits);
        float* slopes = loss.RequiresGradient ? tape.Arena.AllocateFloats(logits.Count) : null;
        double sum = 0, scale = options.Reduction == LossReduction.Mean ? 1.0 / Math.Max(1, times.Length) : 1;
        for (int i = 0; i < times.Length; i++)
        {
            bool observed = censored.IsEmpty || !censored[i];
            (double value, double da, double db) = WeibullLikelihood.Cost(
                logits.Pointer[2 * i], logits.Pointer[(2 * i) + 1], times[i], observed, options.Discrete, options.Epsilon);
            sum += value;
            if (slopes != null)
            {
                slopes[2 * i] = (float)(da * scale);
                slopes[(2 * i) + 1] = (float)(db * scale);
            }
        }

        loss.Span[0] = (float)(sum * scale);
        if (slopes != null)
            tape.Record(new WeibullNode(logits, loss, slopes));
        return loss;
    }

    public override void Backward(Tape tape)
    {
        if (_loss.Gradient is null)
            return;

        float* dx = tape.GradientOf(_logits).Pointer;
        float scale = _loss.Gradient.Scalar;
        for (int i = 0; i < _logits.Count; i++)
            dx[i] += scale * _slopes[i];
    }
}
