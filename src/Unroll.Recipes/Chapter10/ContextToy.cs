using Unroll.Autograd;
using Unroll.Autograd.Operations;
using Unroll.Layers;
using Unroll.Losses;
using Unroll.Numerics;
using Unroll.Recurrent;
using Unroll.Tensors;

namespace Unroll.Recipes;

/// <summary>
/// Conditioning on a vector: three numbers to a sequence of twelve, a wave of that frequency, phase and height. The vector is an input of
/// every step, the first state, or both.
/// </summary>
internal sealed class ContextToy : ChapterToy
{
    private const int Units = 32, Length = 12;
    private readonly RecurrentLayer _recurrent;
    private readonly Linear _output;
    private readonly Linear? _start;
    private readonly bool _every;

    /// <param name="every">Whether the vector is an input of every step.</param>
    /// <param name="first">Whether it gives the first state.</param>
    /// <param name="seed">The seed.</param>
    public ContextToy(bool every, bool first, ulong seed)
    {
        _every = every;
        _start = first ? AddModule("start", new Linear(3, Units)) : null;
        _recurrent = AddModule("rnn", new RecurrentLayer(3, new RecurrentOptions(Cell.Elman, Units)));
        _output = AddModule("output", new Linear(Units, 1));
        Initialize(seed);
    }

    public override string Section => "10.2.4";

    public override string Name => $"a vector as {(_start is null ? "an input of every step" : _every ? "input and first state" : "the first state")}";

    public override string Task => "three numbers to a wave of 12 steps";

    public override string Metric => "squared error";

    /// <summary>The mean square of the waves: what always answering 0 costs.</summary>
    public override double Baseline { get; } = Draw(new RngSequence(1, RandomPurpose.Data), 2000).Wave.ToArray().Average(v => (double)v * v);

    public override int Steps => 1500;

    public override string Tweaks => "nothing is fed back: the state alone knows the time";

    public override IReadOnlyList<DataFlow> DataFlow =>
    [
        .. _every ? (ReadOnlySpan<DataFlow>)[new("vector", "rnn", FlowTime.EveryStep)] : [],
        .. _start is null ? (ReadOnlySpan<DataFlow>)[] : [new("vector", "start", FlowTime.Once), new("start", "rnn", FlowTime.InitialState)],
        new("rnn", "output"), new("output", "wave"),
    ];

    public override Tensor Loss(Tape tape, RngSequence random, int rows)
    {
        (Tensor vector, Tensor wave) = Draw(random, rows);
        return tape.MeanSquaredError(Waves(tape, vector), wave);
    }

    public override double Measure(RngSequence random)
    {
        (Tensor vector, Tensor wave) = Draw(random, 500);
        var tape = new Tape();
        return tape.MeanSquaredError(Waves(tape, vector), wave).Scalar;
    }

    private Tensor Waves(Tape tape, Tensor vector)
    {
        int rows = vector.Shape[0];
        Tensor input = tape.Arena.Zeros(new Shape(rows * Length, 3));
        for (int t = 0; t < Length && _every; t++)
        {
            vector.Span.CopyTo(input.Span.Slice(t * rows * 3, rows * 3));
        }

        RecurrentStates? start = _start is null ? null : new RecurrentStates([[tape.Tanh(_start.Forward(tape, vector))]]);
        return _output.Forward(tape, _recurrent.Forward(tape, SequenceLayout.Dense(rows, Length), input, start).Output);
    }

    private static (Tensor Vector, Tensor Wave) Draw(RngSequence random, int rows)
    {
        Tensor vector = Tensor.Zeros(rows, 3), wave = Tensor.Zeros(rows * Length, 1);
        for (int r = 0; r < rows; r++)
        {
            (float frequency, float phase, float height) = (random.NextFloat(), random.NextFloat(), random.NextFloat());
            (vector[r, 0], vector[r, 1], vector[r, 2]) = (frequency, phase, height);
            for (int t = 0; t < Length; t++)
            {
                wave[(t * rows) + r, 0] = (0.5f + (0.5f * height)) * MathF.Sin(((0.3f + frequency) * t) + (phase * MathF.PI));
            }
        }

        return (vector, wave);
    }
}
