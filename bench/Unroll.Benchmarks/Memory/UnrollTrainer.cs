using Unroll.Autograd;
using Unroll.Autograd.Operations;
using Unroll.Layers;
using Unroll.Numerics;
using Unroll.Optimizers;
using Unroll.Recurrent;
using Unroll.Tensors;

namespace Unroll.Benchmarks.Memory;

/// <summary>Our training step: a recurrent layer, the mean of its output, backward, Adam.</summary>
internal sealed class UnrollTrainer
{
    private readonly RecurrentLayer _layer;
    private readonly IReadOnlyList<NamedParameter> _parameters;
    private readonly BoundOptimizer _optimizer;
    private readonly Tape _tape;
    private readonly SequenceLayout _layout;
    private readonly Tensor _input;

    public UnrollTrainer(MemoryRow row, ThreadTeam team, bool recompute, Tensor? input = null)
    {
        _layer = new RecurrentLayer(row.I, new RecurrentOptions(Cell.Parse(row.Layer), row.H) { Recompute = recompute });
        _layer.Initialize(1);
        _parameters = _layer.Parameters();
        _optimizer = new Adam(1e-3f).Bind(_parameters, team);
        _tape = new Tape(team) { Recording = true, Training = true };
        _layout = SequenceLayout.Dense(row.B, row.T);
        _input = input ?? Input(row);
    }

    /// <summary>The input of a row, the same for every trainer.</summary>
    public static Tensor Input(MemoryRow row)
    {
        Tensor input = Tensor.Zeros(row.T * row.B, row.I);
        var random = new Random(1);
        foreach (ref float value in input.Span)
        {
            value = (2 * random.NextSingle()) - 1;
        }

        return input;
    }

    /// <summary>Bytes of activations by the formula.</summary>
    public long ActivationBytes => _layer.ActivationBytes(_layout);

    public void Step()
    {
        _tape.Backward(_tape.Mean(_layer.Forward(_tape, _layout, _input).Output));
        _optimizer.Step(1e-3f, 1);
        _optimizer.ZeroGradients();
        _tape.Reset();
    }
}
