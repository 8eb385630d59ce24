using Unroll.Autograd;
using Unroll.Autograd.Operations;
using Unroll.Layers;
using Unroll.Losses;
using Unroll.Numerics;
using Unroll.Tensors;

namespace Unroll.Recipes;

/// <summary>
/// Recurrence from the output only (Jordan 1986): the parity of the bits so far, which the network has just said itself. Teacher forcing
/// gives it the right one while it is trained, so that no gradient has to go through time; on its own it reads its own last answer.
/// </summary>
internal sealed class OutputRecurrenceToy : ChapterToy
{
    private const int Hidden = 16, Length = 20;
    private readonly Linear _hidden, _output;

    public OutputRecurrenceToy(ulong seed)
    {
        _hidden = AddModule("hidden", new Linear(2, Hidden));
        _output = AddModule("output", new Linear(Hidden, 2));
        Initialize(seed);
    }

    public override string Section => "10.2.1";

    public override string Name => "recurrence from the output, teacher forcing";

    public override string Task => $"parity of {Length} bits, a bit at a time; all right";

    public override string Metric => "accuracy";

    public override double Baseline => Math.Pow(0.5, Length);

    public override string Tweaks => "trained on single steps; tested on its own answers";

    public override IReadOnlyList<DataFlow> DataFlow =>
    [
        new("bit", "hidden", Shape: "[N, 1]"), new("hidden", "output"), new("output", "parity"), new("parity", "hidden", FlowTime.NextStep, "[N, 1]"),
    ];

    public override Tensor Loss(Tape tape, RngSequence random, int rows)
    {
        int[][] bits = Bits(random, rows, 2);
        int[] right = [.. bits.Select(b => b[0] ^ b[1])];
        return tape.CrossEntropy(Logits(tape, Column(bits.Select(b => b[0])), Column(bits.Select(b => b[1]))), right).Loss;
    }

    public override double Measure(RngSequence random)
    {
        const int rows = 500;
        int[][] bits = Bits(random, rows, Length);
        int[] parity = new int[rows];
        bool[] right = [.. Enumerable.Repeat(true, rows)];
        var tape = new Tape();
        for (int t = 0; t < Length; t++)
        {
            parity = Choose(Logits(tape, Column(bits.Select(b => b[t])), Column(parity)));
            for (int r = 0; r < rows; r++)
            {
                right[r] &= parity[r] == bits[r].Take(t + 1).Sum() % 2;
            }
        }

        return right.Count(r => r) / (double)rows;
    }

    private Tensor Logits(Tape tape, Tensor bit, Tensor before) =>
        _output.Forward(tape, tape.Tanh(_hidden.Forward(tape, tape.Concatenate([bit, before]))));
}
