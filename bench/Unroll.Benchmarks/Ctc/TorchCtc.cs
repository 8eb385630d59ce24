using TorchSharp;
using Unroll.Benchmarks.Contenders;
using static TorchSharp.torch;

namespace Unroll.Benchmarks.Ctc;

/// <summary>libtorch's log_softmax, ctc_loss and their gradient, on padded logits [T, B, C] of the given precision.</summary>
internal sealed class TorchCtc : IContender
{
    private readonly CtcWorkload _work;
    private readonly Tensor _logits, _targets, _steps, _labels;

    public TorchCtc(CtcWorkload work, ScalarType precision)
    {
        _work = work;
        float[][] rows = work.Logits();
        int[][] targets = work.Targets();
        var padded = new float[work.Steps * work.Rows * work.Classes];
        for (int r = 0; r < work.Rows; r++)
        {
            for (int t = 0; t < work.Lengths[r]; t++)
            {
                rows[r].AsSpan(t * work.Classes, work.Classes).CopyTo(padded.AsSpan(((t * work.Rows) + r) * work.Classes));
            }
        }

        _logits = tensor(padded, [work.Steps, work.Rows, work.Classes]).to(precision);
        _logits.requires_grad_(true);
        _targets = tensor(targets.SelectMany(t => t).Select(l => (long)l).ToArray());
        _steps = tensor(Array.ConvertAll(work.Lengths, l => (long)l));
        _labels = tensor(Array.ConvertAll(targets, t => (long)t.Length));
    }

    public void Run()
    {
        using DisposeScope scope = NewDisposeScope();
        Step();
    }

    public Outcome Check()
    {
        using DisposeScope scope = NewDisposeScope();
        float loss = Step();
        float[] padded = TorchLayer.Values(_logits.grad!.to(ScalarType.Float32));
        var packed = new List<float>();
        for (int t = 0; t < _work.Steps; t++)
        {
            for (int r = 0; r < _work.Rows && _work.Lengths[r] > t; r++)
            {
                packed.AddRange(padded.AsSpan(((t * _work.Rows) + r) * _work.Classes, _work.Classes));
            }
        }

        return new Outcome([loss], new Dictionary<string, float[]> { ["logits"] = [.. packed] });
    }

    public void Dispose()
    {
        _logits.Dispose();
        _targets.Dispose();
        _steps.Dispose();
        _labels.Dispose();
    }

    /// <summary>The mean over the rows as ours: libtorch's own mean divides by the labels, so it sums.</summary>
    private float Step()
    {
        _logits.grad = null;
        Tensor loss = nn.functional.ctc_loss(
            nn.functional.log_softmax(_logits, 2), _targets, _steps, _labels, reduction: nn.Reduction.Sum) / _work.Rows;
        loss.backward();
        return loss.to(ScalarType.Float32).item<float>() / _work.Steps;
    }
}
