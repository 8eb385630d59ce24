using Unroll.Autograd;
using Unroll.Autograd.Operations;
using Unroll.Layers;
using Unroll.Losses;
using Unroll.Numerics;
using Unroll.Tensors;

namespace Unroll.Recipes;

/// <summary>One to one: a letter to the letter 13 places further. Nothing is unrolled; the other four shapes are compared with this.</summary>
internal sealed class OneToOneToy : ShapeToy
{
    private const int Letters = 26;
    private readonly Embedding _embedding;
    private readonly Linear _hidden, _output;

    public OneToOneToy(bool oneHot, ulong seed)
    {
        _embedding = AddModule("embedding", SymbolInput.Create(Letters, oneHot));
        _hidden = AddModule("hidden", new Linear(_embedding.Weight.Value.Shape[1], Units));
        _output = AddModule("output", new Linear(Units, Letters));
        Initialize(seed);
        SymbolInput.Freeze(_embedding);
    }

    public override string Shape => "one to one";

    public override string Task => "a letter to the letter 13 places further";

    public override int Steps => 300;

    public override (string Name, IReadOnlyList<string> Symbols) Input => ("embedding.weight", [.. Enumerable.Range(0, Letters).Select(Letter)]);

    public override IReadOnlyList<DataFlow> DataFlow =>
    [
        new("letter", "embedding", FlowTime.Once), new("embedding", "hidden", FlowTime.Once), new("hidden", "output", FlowTime.Once),
        new("output", "letter out", FlowTime.Once),
    ];

    public override Tensor Loss(Tape tape, RngSequence random, int rows)
    {
        int[] letters = Draw(random, rows);
        return tape.CrossEntropy(Logits(tape, letters), Array.ConvertAll(letters, Answer)).Loss;
    }

    public override double Accuracy(RngSequence random, int rows)
    {
        int[] letters = [.. Enumerable.Range(0, Letters)];
        return Choose(Logits(new Tape(), letters)).Where((chosen, i) => chosen == Answer(letters[i])).Count() / (double)Letters;
    }

    public override (string Input, string Output, string Expected) Example(RngSequence random)
    {
        int letter = random.NextInt(Letters);
        return (Letter(letter), Letter(Choose(Logits(new Tape(), [letter]))[0]), Letter(Answer(letter)));
    }

    private Tensor Logits(Tape tape, int[] letters) =>
        _output.Forward(tape, tape.Tanh(_hidden.Forward(tape, _embedding.Forward(tape, letters))));

    private static int[] Draw(RngSequence random, int rows) => [.. Enumerable.Range(0, rows).Select(_ => random.NextInt(Letters))];

    private static int Answer(int letter) => (letter + 13) % Letters;

    private static string Letter(int letter) => ((char)('a' + letter)).ToString();
}
