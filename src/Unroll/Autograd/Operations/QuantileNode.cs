using Unroll.Tensors;

namespace Unroll.Autograd.Operations;

/// <summary>The pinball loss of several quantiles of each target.</summary>
internal sealed unsafe class QuantileNode : Node
{
    private readonly Tensor _predictions;
    private readonly Tensor _loss;
    private readonly float* _slopes;

    private QuantileNode(Tensor predictions, Tensor loss, float* slopes)
    {
        _predictions = predictions;
        _loss = loss;
        _slopes = slopes;
    }

    public static Tensor Apply(Tape tape, Tensor predictions, ReadOnlySpan<float> targets, ReadOnlySpan<float> quantiles, bool mean)
    {
        Tensor loss = tape.Output(new Shape(), predictions);
        float* slopes = loss.RequiresGradient ? tape.Arena.AllocateFloats(predictions.Count) : null;
        double sum = 0, scale = mean ? 1.0 / Math.Max(1, predictions.Count) : 1;
        for (int i = 0, at = 0; i < targets.Length; i++)
        {
            foreach (float q in quantiles)
            {
                double d = (double)targets[i] - predictions.Pointer[at];
                sum += Math.Max(q * d, (q - 1.0) * d);
                if (slopes != null)
                    slopes[at] = d == 0 ? 0 : (float)((d > 0 ? -q : 1.0 - q) * scale);
                at++;
            }
        }

        loss.Span[0] = (float)(sum * scale);
        if (slopes != null)
            tape.Record(new QuantileNode(predictions, loss, slopes));
        return loss;
    }

    public override void Backward(Tape tape)
    {
        if (_loss.Gradient is null)
            return;

        float* dx = tape.GradientOf(_predictions).Pointer;
        float scale = _loss.Gradient.Scalar;
        for (int i = 0; i < _predictions.Count; i++)
            dx[i] += scale * _slopes[i];
    }
}
