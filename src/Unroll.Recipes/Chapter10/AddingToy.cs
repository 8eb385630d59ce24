using Unroll.Autograd;
using Unroll.Autograd.Operations;
using Unroll.Layers;
using Unroll.Losses;
using Unroll.Numerics;
using Unroll.Tensors;

namespace Unroll.Recipes;

/// <summary>
/// A recurrence of one's own, written step by step on the tape, on the adding problem of 30 steps: of 30 numbers two are marked; answer
/// their sum. Plain as it stands: h' = tanh(W x + U h + b). The variants override <see cref="Step"/>.
/// </summary>
internal class AddingToy : ChapterToy
{
    /// <summary>Units.</summary>
    protected const int Units = 32;

    private const int Length = 30, TestRows = 500;

    public AddingToy(ulong seed)
        : this() => Initialize(seed);

    /// <summary>Declares the parts; the deriving class initialises.</summary>
    protected AddingToy()
    {
        Input = AddModule("input", new Linear(2, Units));
        Hidden = AddModule("hidden", new Linear(Units, Units, bias: false, Initializer.Orthogonal()));
        Output = AddModule("output", new Linear(Units, 1));
    }

    /// <summary>From the input to the units.</summary>
    protected Linear Input { get; }

    /// <summary>From the state to the units.</summary>
    protected Linear Hidden { get; }

    /// <summary>From the last state to the answer.</summary>
    protected Linear Output { get; }

    public override string Section => "10.2";

    public override string Name => "plain recurrence";

    public override string Task => "adding problem, 30 steps";

    public override string Metric => "squared error";

    public override double Baseline => 1.0 / 6;

    public override string Tweaks => "hidden weights start orthogonal";

    public override IReadOnlyList<DataFlow> DataFlow =>
    [
        new("number and mark", "input"), new("input", "tanh"), new("hidden", "tanh"), new("tanh", "hidden", FlowTime.NextStep, $"h [N, {Units}]"),
        new("tanh", "output", FlowTime.LastStep), new("output", "sum", FlowTime.Once),
    ];

    public override Tensor Loss(Tape tape, RngSequence random, int rows)
    {
        (Tensor[] x, Tensor target) = Draw(random, rows);
        return tape.MeanSquaredError(Answer(tape, x), target);
    }

    public override double Measure(RngSequence random)
    {
        (Tensor[] x, Tensor target) = Draw(random, TestRows);
        var tape = new Tape();
        return tape.MeanSquaredError(Answer(tape, x), target).Scalar;
    }

    /// <summary>The next state from the states before, the last of which is the newest.</summary>
    protected virtual Tensor Step(Tape tape, int step, Tensor x, IReadOnlyList<Tensor> states) =>
        tape.Tanh(tape.Add(Input.Forward(tape, x), Hidden.Forward(tape, states[^1])));

    private Tensor Answer(Tape tape, Tensor[] x)
    {
        var states = new List<Tensor> { tape.Arena.Zeros(new Shape(x[0].Shape[0], Units)) };
        for (int t = 0; t < x.Length; t++)
        {
            states.Add(Step(tape, t, x[t], states));
        }

        return Output.Forward(tape, states[^1]);
    }

    private static (Tensor[] X, Tensor Target) Draw(RngSequence random, int rows)
    {
        Tensor input = Tensor.Zeros(Length * rows, 2), target = Tensor.Zeros(rows, 1);
        VanishingNetwork.Draw(random, Length, input, target);
        return ([.. Enumerable.Range(0, Length).Select(t => Tensor.From(input.Span.Slice(t * rows * 2, rows * 2), rows, 2))], target);
    }
}
