using Unroll.Autograd;
using Unroll.Layers;
using Unroll.Losses;
using Unroll.Numerics;
using Unroll.Recurrent;
using Unroll.Tensors;

namespace Unroll.Recipes;

/// <summary>Many to one: three to eight digits to the largest of them, asked for at the end only.</summary>
internal sealed class ManyToOneToy : ShapeToy
{
    private readonly Embedding _embedding;
    private readonly RecurrentLayer _recurrent;
    private readonly Linear _output;

    public ManyToOneToy(bool oneHot, ulong seed)
    {
        _embedding = AddModule("embedding", SymbolInput.Create(10, oneHot));
        _recurrent = AddModule("rnn", new RecurrentLayer(_embedding.Weight.Value.Shape[1], new RecurrentOptions(Cell.Gru, Units)));
        _output = AddModule("output", new Linear(Units, 10));
        Initialize(seed);
        SymbolInput.Freeze(_embedding);
    }

    public override string Shape => "many to one";

    public override string Task => "3 to 8 digits to the largest of them";

    public override int Steps => 1000;

    public override (string Name, IReadOnlyList<string> Symbols) Input => ("embedding.weight", DigitNames);

    public override IReadOnlyList<DataFlow> DataFlow =>
        [new("digit", "embedding"), new("embedding", "rnn"), new("rnn", "output", FlowTime.LastStep), new("output", "largest", FlowTime.Once)];

    public override Tensor Loss(Tape tape, RngSequence random, int rows)
    {
        int[][] digits = Digits(random, rows, 3, 8);
        return tape.CrossEntropy(Logits(tape, digits), Array.ConvertAll(digits, d => d.Max())).Loss;
    }

    public override double Accuracy(RngSequence random, int rows)
    {
        int[][] digits = Digits(random, rows, 3, 8);
        return Choose(Logits(new Tape(), digits)).Where((chosen, r) => chosen == digits[r].Max()).Count() / (double)rows;
    }

    public override (string Input, string Output, string Expected) Example(RngSequence random)
    {
        int[][] digits = Digits(random, 1, 3, 8);
        return (string.Concat(digits[0]), $"{Choose(Logits(new Tape(), digits))[0]}", $"{digits[0].Max()}");
    }

    private Tensor Logits(Tape tape, int[][] digits)
    {
        var layout = new SequenceLayout(Array.ConvertAll(digits, d => d.Length));
        var ids = new int[layout.Total];
        layout.PackIds(digits, ids);
        return _output.Forward(tape, _recurrent.Forward(tape, layout, _embedding.Forward(tape, ids)).Final[0][0]);
    }
}
