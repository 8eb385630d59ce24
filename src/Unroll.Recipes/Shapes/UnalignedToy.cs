using Unroll.Autograd;
using Unroll.Layers;
using Unroll.Numerics;
using Unroll.Recurrent;
using Unroll.Tensors;

namespace Unroll.Recipes;

/// <summary>Many to many, unaligned: a number of one to five digits backwards. An encoder reads it all; its last state is all that the decoder gets.</summary>
internal sealed class UnalignedToy : ShapeToy
{
    private const int Most = 5;

    // Reading a whole number into one state takes more room than the other toys need.
    private const int Width = 64;

    private readonly Embedding _embedding;
    private readonly RecurrentLayer _encoder;
    private readonly StepDecoder _decoder;

    public UnalignedToy(bool oneHot, ulong seed)
    {
        _embedding = AddModule("embedding", SymbolInput.Create(11, oneHot));
        _encoder = AddModule("encoder", new RecurrentLayer(_embedding.Weight.Value.Shape[1], new RecurrentOptions(Cell.Gru, Width)));
        _decoder = AddModule("decoder", new StepDecoder(11, Width, oneHot));
        Initialize(seed);
        SymbolInput.Freeze(_embedding);
        _decoder.Freeze();
    }

    public override string Shape => "many to many, unaligned";

    public override string Task => "a number of 1 to 5 digits backwards";

    public override int Steps => 3000;

    public override (string Name, IReadOnlyList<string> Symbols) Input => ("embedding.weight", ["end", .. DigitNames]);

    public override IReadOnlyList<DataFlow> DataFlow =>
    [
        new("digit", "embedding"), new("embedding", "encoder"), new("encoder", "decoder.rnn", FlowTime.InitialState), .. StepDecoder.Flow("digit out"),
    ];

    public override Tensor Loss(Tape tape, RngSequence random, int rows)
    {
        int[][] numbers = Digits(random, rows, 1, Most);
        return _decoder.Loss(tape, Encode(tape, numbers), Array.ConvertAll(numbers, Answer));
    }

    public override double Accuracy(RngSequence random, int rows)
    {
        int[][] numbers = Digits(random, rows, 1, Most);
        return Write(numbers).Where((written, r) => written.AsSpan().SequenceEqual(Answer(numbers[r]))).Count() / (double)rows;
    }

    public override (string Input, string Output, string Expected) Example(RngSequence random)
    {
        int[][] numbers = Digits(random, 1, 1, Most);
        return (string.Concat(numbers[0]), string.Concat(Write(numbers)[0].Select(id => id - 1)), string.Concat(numbers[0].Reverse()));
    }

    private Tensor Encode(Tape tape, int[][] numbers)
    {
        var layout = new SequenceLayout(Array.ConvertAll(numbers, n => n.Length));
        var ids = new int[layout.Total];
        layout.PackIds(Array.ConvertAll(numbers, n => Array.ConvertAll(n, d => d + 1)), ids);
        return _encoder.Forward(tape, layout, _embedding.Forward(tape, ids)).Final[0][0];
    }

    private int[][] Write(int[][] numbers)
    {
        var tape = new Tape();
        return _decoder.Write(tape, Encode(tape, numbers), Most + 1, Choose);
    }

    private static int[] Answer(int[] number) => [.. number.Reverse().Select(d => d + 1)];
}
