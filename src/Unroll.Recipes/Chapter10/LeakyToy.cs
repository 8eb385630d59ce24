using Unroll.Autograd;
using Unroll.Autograd.Operations;
using Unroll.Layers;
using Unroll.Tensors;

namespace Unroll.Recipes;

/// <summary>Leaky units with fixed time scales (Mozer 1992): h' = (1 - 1/s) h + 1/s tanh(W x + U h + b), with s from 1 to 30 over the units.</summary>
internal sealed class LeakyToy : AddingToy
{
    private readonly Tensor _rates = Tensor.Zeros(Units);

    public LeakyToy(ulong seed)
    {
        for (int u = 0; u < Units; u++)
        {
            _rates[u] = 1 / MathF.Pow(30, u / (Units - 1f));
        }

        Initialize(seed);
    }

    public override string Section => "10.9.2";

    public override string Name => "leaky units of many time scales";

    public override string Tweaks => "time scales are fixed, from 1 to 30 steps in even ratios";

    public override IReadOnlyList<DataFlow> DataFlow =>
    [
        new("number and mark", "input"), new("input", "tanh"), new("hidden", "tanh"), new("tanh", "leak", Shape: $"[N, {Units}]"),
        new("leak", "hidden", FlowTime.NextStep, $"h [N, {Units}]"), new("leak", "leak", FlowTime.NextStep, $"h [N, {Units}]"),
        new("leak", "output", FlowTime.LastStep), new("output", "sum", FlowTime.Once),
    ];

    protected override Tensor Step(Tape tape, int step, Tensor x, IReadOnlyList<Tensor> states)
    {
        Tensor h = states[^1], fresh = base.Step(tape, step, x, states);
        return tape.Add(h, tape.Multiply(Repeated(tape, h.Shape[0]), tape.Subtract(fresh, h)));
    }

    private Tensor Repeated(Tape tape, int rows)
    {
        Tensor all = tape.Arena.Allocate(new Shape(rows, Units));
        for (int r = 0; r < rows; r++)
        {
            _rates.Span.CopyTo(all.Span.Slice(r * Units, Units));
        }

        return all;
    }
}
