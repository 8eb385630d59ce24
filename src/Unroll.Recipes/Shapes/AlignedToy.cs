using Unroll.Autograd;
using Unroll.Layers;
using Unroll.Losses;
using Unroll.Numerics;
using Unroll.Recurrent;
using Unroll.Tensors;

namespace Unroll.Recipes;

/// <summary>Many to many, aligned: after each digit, the digit two steps before it (0 where there is none): the state is a shift register.</summary>
internal sealed class AlignedToy : ShapeToy
{
    private const int Delay = 2;
    private readonly Embedding _embedding;
    private readonly RecurrentLayer _recurrent;
    private readonly Linear _output;

    public AlignedToy(bool oneHot, ulong seed)
    {
        _embedding = AddModule("embedding", SymbolInput.Create(10, oneHot));
        _recurrent = AddModule("rnn", new RecurrentLayer(_embedding.Weight.Value.Shape[1], new RecurrentOptions(Cell.Gru, Units)));
        _output = AddModule("output", new Linear(Units, 10));
        Initialize(seed);
        SymbolInput.Freeze(_embedding);
    }

    public override string Shape => "many to many, aligned";

    public override string Task => "after each of 3 to 12 digits, the one two steps before";

    public override int Steps => 1500;

    public override (string Name, IReadOnlyList<string> Symbols) Input => ("embedding.weight", DigitNames);

    public override IReadOnlyList<DataFlow> DataFlow =>
        [new("digit", "embedding"), new("embedding", "rnn"), new("rnn", "output"), new("output", "digit before")];

    public override Tensor Loss(Tape tape, RngSequence random, int rows)
    {
        int[][] digits = Digits(random, rows, 3, 12);
        return tape.CrossEntropy(Logits(tape, digits, out SequenceLayout layout), Pack(layout, Array.ConvertAll(digits, Answer))).Loss;
    }

    public override double Accuracy(RngSequence random, int rows)
    {
        int[][] digits = Digits(random, rows, 3, 12);
        int[] chosen = Choose(Logits(new Tape(), digits, out SequenceLayout layout)), right = Pack(layout, Array.ConvertAll(digits, Answer));
        var wrong = new HashSet<int>();
        for (int t = 0; t < layout.Steps; t++)
        {
            for (int r = 0; r < layout.Alive[t]; r++)
            {
                int at = layout.PackedRow(t, r);
                if (chosen[at] != right[at])
                    wrong.Add(layout.Order[r]);
            }
        }

        return 1 - (wrong.Count / (double)rows);
    }

    public override (string Input, string Output, string Expected) Example(RngSequence random)
    {
        int[][] digits = Digits(random, 1, 3, 12);
        return (string.Concat(digits[0]), string.Concat(Choose(Logits(new Tape(), digits, out _))), string.Concat(Answer(digits[0])));
    }

    private Tensor Logits(Tape tape, int[][] digits, out SequenceLayout layout)
    {
        layout = new SequenceLayout(Array.ConvertAll(digits, d => d.Length));
        return _output.Forward(tape, _recurrent.Forward(tape, layout, _embedding.Forward(tape, Pack(layout, digits))).Output);
    }

    private static int[] Answer(int[] digits) => [.. digits.Select((_, t) => t < Delay ? 0 : digits[t - Delay])];

    private static int[] Pack(SequenceLayout layout, int[][] rows)
    {
        var packed = new int[layout.Total];
        layout.PackIds(rows, packed);
        return packed;
    }
}
