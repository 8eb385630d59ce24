using Unroll.Autograd;
using Unroll.Autograd.Operations;
using Unroll.Layers;
using Unroll.Tensors;

namespace Unroll.Recipes;

/// <summary>
/// A deeper way from state to state (Pascanu et al. 2014): two layers a step, which makes the way through time twice as long; a skip shortens
/// it again.
/// </summary>
internal sealed class DeepTransitionToy : AddingToy
{
    private readonly Linear _deep;
    private readonly bool _skip;

    public DeepTransitionToy(bool skip, ulong seed)
    {
        _skip = skip;
        _deep = AddModule("deep", new Linear(Units, Units, initializer: Initializer.Orthogonal()));
        Initialize(seed);
    }

    public override string Section => _skip ? "10.5 c" : "10.5 b";

    public override string Name => _skip ? "deep transition with a skip" : "deep transition";

    public override string Tweaks => _skip ? "the state is added before the second tanh" : "two tanh layers from state to state";

    public override IReadOnlyList<DataFlow> DataFlow =>
    [
        new("number and mark", "input"), new("input", "tanh"), new("hidden", "tanh"), new("tanh", "deep"), new("deep", "tanh 2"),
        new("tanh 2", "hidden", FlowTime.NextStep, $"h [N, {Units}]"),
        .. _skip ? (ReadOnlySpan<DataFlow>)[new("tanh 2", "tanh 2", FlowTime.NextStep, $"h [N, {Units}]")] : [],
        new("tanh 2", "output", FlowTime.LastStep), new("output", "sum", FlowTime.Once),
    ];

    protected override Tensor Step(Tape tape, int step, Tensor x, IReadOnlyList<Tensor> states)
    {
        Tensor deep = _deep.Forward(tape, base.Step(tape, step, x, states));
        return tape.Tanh(_skip ? tape.Add(deep, states[^1]) : deep);
    }
}
