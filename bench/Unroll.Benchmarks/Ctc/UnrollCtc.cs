using Unroll.Autograd;
using Unroll.Benchmarks.Contenders;
using Unroll.Losses;
using Unroll.Numerics;
using Unroll.Recurrent;
using Unroll.Tensors;

namespace Unroll.Benchmarks.Ctc;

/// <summary>Our softmax, loss and gradient: one operation.</summary>
internal sealed class UnrollCtc : IContender
{
    private readonly SequenceLayout _layout;
    private readonly Tensor _logits;
    private readonly int[][] _targets;
    private readonly Tape _tape;
    private readonly CtcWorkload _work;

    public UnrollCtc(CtcWorkload work, ThreadTeam team)
    {
        _work = work;
        _layout = new SequenceLayout(work.Lengths);
        _logits = Tensor.Zeros(_layout.Total, work.Classes);
        _layout.PackFeatures(work.Logits(), work.Classes, _logits.Span);
        _logits.RequiresGradient = true;
        _targets = work.Targets();
        _tape = new Tape(team) { Recording = true };
    }

    public void Run() => Step();

    public Outcome Check() => new([Step()], new Dictionary<string, float[]> { ["logits"] = _tape.GradientOf(_logits).ToArray() });

    public void Dispose() => _tape.Reset();

    private float Step()
    {
        _tape.Reset();
        _tape.GradientOf(_logits).Span.Clear();
        Tensor loss = _tape.Ctc(_logits, _layout, _targets).Loss;
        _tape.Backward(loss);
        return loss.Scalar / _work.Steps;
    }
}
