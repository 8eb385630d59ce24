using Unroll.Autograd;
using Unroll.Autograd.Operations;
using Unroll.Layers;
using Unroll.Numerics;
using Unroll.Tensors;

namespace Unroll.Recipes;

/// <summary>One to many: a digit to its English name, letter by letter. The digit becomes the state that the decoder starts from.</summary>
internal sealed class OneToManyToy : ShapeToy
{
    private const string Alphabet = " efghinorstuvwxz";
    private static readonly string[] Names = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"];
    private readonly Embedding _embedding;
    private readonly Linear _start;
    private readonly StepDecoder _decoder;

    public OneToManyToy(bool oneHot, ulong seed)
    {
        _embedding = AddModule("embedding", SymbolInput.Create(10, oneHot));
        _start = AddModule("start", new Linear(_embedding.Weight.Value.Shape[1], Units));
        _decoder = AddModule("decoder", new StepDecoder(Alphabet.Length, Units, oneHot));
        Initialize(seed);
        SymbolInput.Freeze(_embedding);
        _decoder.Freeze();
    }

    public override string Shape => "one to many";

    public override string Task => "a digit to its name, letter by letter";

    public override int Steps => 400;

    public override (string Name, IReadOnlyList<string> Symbols) Input => ("embedding.weight", DigitNames);

    public override IReadOnlyList<DataFlow> DataFlow =>
    [
        new("digit", "embedding", FlowTime.Once), new("embedding", "start", FlowTime.Once), new("start", "decoder.rnn", FlowTime.InitialState),
        .. StepDecoder.Flow("letter"),
    ];

    public override Tensor Loss(Tape tape, RngSequence random, int rows)
    {
        int[] digits = [.. Enumerable.Range(0, rows).Select(_ => random.NextInt(10))];
        return _decoder.Loss(tape, Start(tape, digits), Array.ConvertAll(digits, Spell));
    }

    public override double Accuracy(RngSequence random, int rows)
    {
        int[] digits = [.. Enumerable.Range(0, 10)];
        return Write(digits).Where((written, d) => written == Names[d]).Count() / 10.0;
    }

    public override (string Input, string Output, string Expected) Example(RngSequence random)
    {
        int digit = random.NextInt(10);
        return ($"{digit}", Write([digit])[0], Names[digit]);
    }

    private Tensor Start(Tape tape, int[] digits) => tape.Tanh(_start.Forward(tape, _embedding.Forward(tape, digits)));

    private string[] Write(int[] digits)
    {
        var tape = new Tape();
        return Array.ConvertAll(_decoder.Write(tape, Start(tape, digits), 8, Choose), w => string.Concat(w.Select(id => Alphabet[id])));
    }

    private static int[] Spell(int digit) => [.. Names[digit].Select(c => Alphabet.IndexOf(c, StringComparison.Ordinal))];
}
