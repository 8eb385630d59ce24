using Unroll.Autograd;
using Unroll.Autograd.Operations;
using Unroll.Layers;
using Unroll.Losses;
using Unroll.Numerics;
using Unroll.Recurrent;
using Unroll.Tensors;

namespace Unroll.Recipes;

/// <summary>
/// The penalty of Pascanu, Mikolov and Bengio (2013): each step back should leave the norm of the gradient as it is,
/// Ω = mean of (|dh(t+1) dh(t+1)/dh(t)| / |dh(t+1)| - 1)². As in the paper only its direct derivative with respect to the hidden weights is
/// taken; the gradients in it come from a probe of the fused driver, which has no second derivatives.
/// </summary>
internal sealed class FlowPenaltyToy : ChapterToy
{
    private const int Units = 32, Length = 30, TestRows = 500;
    private readonly RecurrentLayer _recurrent;
    private readonly Linear _output;
    private readonly float _weight;
    private RecurrentProbe _probe = new();
    private int _rows;

    public FlowPenaltyToy(float weight, ulong seed)
    {
        _weight = weight;
        var options = new RecurrentOptions(Cell.Elman, Units) { HiddenInitializer = static _ => Initializer.Orthogonal(gain: 0.7f) };
        _recurrent = AddModule("rnn", new RecurrentLayer(2, options));
        _output = AddModule("output", new Linear(Units, 1));
        Initialize(seed);
    }

    public override string Section => "10.11.2";

    public override string Name => _weight > 0 ? "penalty on the flow of gradients" : "the same without the penalty";

    public override string Task => "adding problem, 30 steps, from weights that forget";

    public override string Metric => "squared error";

    public override double Baseline => 1.0 / 6;

    public override string Tweaks => "the immediate derivative only, as in the paper; hidden weights start as 0.7 times an orthogonal matrix";

    public override IReadOnlyList<DataFlow> DataFlow =>
        [new("number and mark", "rnn"), new("rnn", "output", FlowTime.LastStep), new("output", "sum", FlowTime.Once)];

    public override Tensor Loss(Tape tape, RngSequence random, int rows)
    {
        (_probe, _rows) = (new RecurrentProbe(), rows);
        Tensor input = Tensor.Zeros(Length * rows, 2), target = Tensor.Zeros(rows, 1);
        VanishingNetwork.Draw(random, Length, input, target);
        return tape.MeanSquaredError(Answer(tape, input, rows, _weight > 0 ? _probe : null), target);
    }

    public override void Regularize(Tape tape)
    {
        if (_weight == 0)
            return;

        // Rows t of the probe: dh(t+1) * (1 - h(t+1)^2), the gradient of the pre-activation, which U carries back to h(t).
        ReadOnlySpan<float> pre = _probe.GateGradients[0].AsSpan(_rows * Units), whole = _probe.HiddenGradients.AsSpan(_rows * Units);
        int count = pre.Length / Units;
        Tensor back = Tensor.From(pre, count, Units), scale = Tensor.Zeros(count), one = Tensor.Zeros(count);
        for (int i = 0; i < count; i++)
        {
            double sum = 1e-30;
            foreach (float g in whole.Slice(i * Units, Units))
            {
                sum += (double)g * g;
            }

            (scale[i], one[i]) = ((float)(1 / sum), 1);
        }

        tape.Reset();
        Tensor weights = _recurrent.Parameters().First(p => p.Name == "weight_hh_l0").Parameter.Value;
        Tensor squares = tape.Sum(tape.Square(tape.MatMul(tape.MultiplyRows(back, tape.Sqrt(scale)), weights)), 1);
        Tensor ratio = tape.Sqrt(tape.AddScalar(squares, 1e-12f));
        tape.Backward(tape.MultiplyScalar(tape.Mean(tape.Square(tape.Subtract(ratio, one))), _weight));
    }

    public override double Measure(RngSequence random)
    {
        Tensor input = Tensor.Zeros(Length * TestRows, 2), target = Tensor.Zeros(TestRows, 1);
        VanishingNetwork.Draw(random, Length, input, target);
        var tape = new Tape();
        return tape.MeanSquaredError(Answer(tape, input, TestRows, null), target).Scalar;
    }

    private Tensor Answer(Tape tape, Tensor input, int rows, RecurrentProbe? probe) => _output.Forward(
        tape, _recurrent.Forward(tape, SequenceLayout.Dense(rows, Length), input, null, probe is null ? null : [probe]).Final[0][0]);
}
