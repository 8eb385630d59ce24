using Unroll.Autograd;
using Unroll.Autograd.Operations;
using Unroll.Layers;
using Unroll.Tensors;

namespace Unroll.Recipes;

/// <summary>
/// Clockwork (Koutník et al. 2014): modules of units with periods 1, 2, 4, 8. A module changes only at steps that its period divides, and
/// sees only modules of its own period and slower ones.
/// </summary>
internal sealed class ClockworkToy : AddingToy
{
    private const int Modules = 4, Size = Units / Modules;
    private readonly Tensor _slower = Tensor.Zeros(Units, Units);

    public ClockworkToy(ulong seed)
    {
        Initialize(seed);
        for (int to = 0; to < Units; to++)
        {
            for (int from = 0; from < Units; from++)
            {
                _slower[to, from] = from / Size >= to / Size ? 1 : 0;
            }
        }
    }

    public override string Section => "10.9.3";

    public override string Name => "clockwork";

    public override string Tweaks => $"{Modules} modules of {Size} units with periods 1, 2, 4, 8";

    public override IReadOnlyList<DataFlow> DataFlow =>
    [
        new("number and mark", "input"), new("input", "tanh"), new("hidden", "tanh"), new("tanh", "clock", Shape: $"[N, {Units}]"),
        new("clock", "hidden", FlowTime.NextStep, $"h [N, {Units}]"), new("clock", "clock", FlowTime.NextStep, "modules at rest"),
        new("clock", "output", FlowTime.LastStep), new("output", "sum", FlowTime.Once),
    ];

    protected override Tensor Step(Tape tape, int step, Tensor x, IReadOnlyList<Tensor> states)
    {
        Tensor h = states[^1], weight = tape.Multiply(Hidden.Weight.Value, _slower);
        Tensor fresh = tape.Tanh(tape.Add(Input.Forward(tape, x), tape.Linear(h, weight)));
        return tape.Add(h, tape.Multiply(Awake(tape, step, h.Shape[0]), tape.Subtract(fresh, h)));
    }

    private static Tensor Awake(Tape tape, int step, int rows)
    {
        Tensor awake = tape.Arena.Allocate(new Shape(rows, Units));
        for (int i = 0; i < awake.Count; i++)
        {
            awake[i] = step % (1 << (i % Units / Size)) == 0 ? 1 : 0;
        }

        return awake;
    }
}
