using Unroll.Autograd;
using Unroll.Autograd.Operations;
using Unroll.Numerics;
using Unroll.Recurrent;
using Unroll.Tensors;

namespace Unroll.Benchmarks.Contenders;

/// <summary>Our layer over whole sequences. Packing a ragged batch from its rows, and clearing gradients, is part of the time.</summary>
internal sealed class UnrollLayer : IContender
{
    private readonly Workload _work;
    private readonly RecurrentLayer _layer;
    private readonly Tape _tape;
    private readonly bool _train;
    private readonly SequenceLayout _dense;
    private readonly Tensor _input;

    public UnrollLayer(Workload work, RecurrentLayer layer, ThreadTeam team)
    {
        _work = work;
        _layer = layer;
        _train = work.Row.Mode == "train";
        _tape = new Tape(team) { Recording = _train, Training = _train, Seed = 3 };
        _dense = new SequenceLayout(work.Lengths);
        _input = Tensor.Zeros(work.Total, work.Row.I);
        _dense.PackFeatures(work.RowFeatures, work.Row.I, _input.Span);
        _input.RequiresGradient = work.Row.Dx;
    }

    public void Run()
    {
        Step(out _, out _);
        _tape.Reset();
    }

    public Outcome Check()
    {
        Step(out Tensor output, out Tensor input);
        var gradients = new Dictionary<string, float[]>();
        if (_train)
        {
            // The hidden weights of the first layer: their gradient has come through everything else.
            gradients["weight_hh_l0"] = _layer.Parameters().First(p => p.Name == "weight_hh_l0").Parameter.Gradient.ToArray();
            if (_work.Row.Dx)
            {
                gradients["input"] = input.Gradient!.ToArray();
            }
        }

        var outcome = new Outcome(output.ToArray(), gradients);
        _tape.Reset();
        return outcome;
    }

    public void Dispose()
    {
    }

    private void Step(out Tensor output, out Tensor input)
    {
        SequenceLayout layout = _dense;
        input = _input;
        if (_work.Row.Ragged)
        {
            layout = new SequenceLayout(_work.Lengths);
            input = _tape.Arena.Allocate(new Shape(layout.Total, _work.Row.I));
            input.RequiresGradient = _work.Row.Dx;
            layout.PackFeatures(_work.RowFeatures, _work.Row.I, input.Span);
        }

        if (_train)
        {
            ClearGradients();
        }

        output = _layer.Forward(_tape, layout, input).Output;
        if (_train)
        {
            _tape.Backward(_tape.Mean(output));
        }
    }

    private void ClearGradients()
    {
        _input.Gradient?.Span.Clear();
        foreach (var parameter in _layer.Parameters())
        {
            parameter.Parameter.Gradient.Span.Clear();
        }
    }
}
