using Unroll.Autograd;
using Unroll.Autograd.Operations;
using Unroll.Layers;
using Unroll.Tensors;

namespace Unroll.Recipes;

/// <summary>Connections that skip steps (Lin et al. 1996): the state also sees the one of some steps ago, so that gradients have a shorter way.</summary>
internal sealed class SkipToy : AddingToy
{
    private const int Distance = 6;
    private readonly Linear _skip;

    public SkipToy(ulong seed)
    {
        _skip = AddModule("skip", new Linear(Units, Units, bias: false, Initializer.Orthogonal(gain: 0.5f)));
        Initialize(seed);
    }

    public override string Section => "10.9.1";

    public override string Name => "skips through time";

    public override string Tweaks => $"one skip of {Distance} steps beside the plain recurrence";

    public override IReadOnlyList<DataFlow> DataFlow =>
        [.. base.DataFlow, new("skip", "tanh"), new("tanh", "skip", FlowTime.NextStep, $"h of {Distance} steps ago [N, {Units}]")];

    protected override Tensor Step(Tape tape, int step, Tensor x, IReadOnlyList<Tensor> states)
    {
        Tensor sum = tape.Add(Input.Forward(tape, x), Hidden.Forward(tape, states[^1]));
        return tape.Tanh(states.Count < Distance ? sum : tape.Add(sum, _skip.Forward(tape, states[^Distance])));
    }
}
