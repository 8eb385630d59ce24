using Unroll.Data;
using Unroll.Models;
using Unroll.Recurrent;

namespace Unroll.Benchmarks.Translation;

/// <summary>A translator with attention at the size of the recipe's strong setting, and a batch of made-up sentences for it.</summary>
internal sealed class TranslationProgram
{
    public const int Embedding = 256, Units = 256, Attention = 256, Readout = 256, Tokens = 6000, Rows = 64, Beam = 5, Written = 20;
    public const float LearningRate = 1e-3f, ClipNorm = 1;

    private static readonly string[] Special = ["<unk>", "<s>", "</s>"];

    public TranslationProgram(int threads)
    {
        var random = new Random(17);
        var tokens = new Tokenizer(TokenKind.Words, [.. Special, .. Enumerable.Range(0, Tokens - Special.Length).Select(i => $"▁w{i}")]);
        Pairs = new TextPairs(Enumerable.Range(0, Rows).Select(_ => new TextPair(Sentence(random), Sentence(random))));
        Threads = threads;
        Model = new Translator(tokens, tokens, new TranslatorOptions
        {
            Embedding = Embedding, Encoder = new(Cell.Gru, Units) { Bidirectional = true }, Decoder = Cell.Gru, DecoderUnits = Units,
            Attention = new() { Units = Attention }, Readout = Unroll.Models.Readout.Tanh, ReadoutUnits = Readout,
        });
    }

    public Translator Model { get; }

    public TextPairs Pairs { get; }

    public int Threads { get; }

    /// <summary>Words of a batch's targets with their ends: what a training step learns from.</summary>
    public int TargetTokens => Pairs.Sum(p => p.Target.Split(' ').Length + 1);

    /// <summary>Lengths as captions have them: 7 to 24 words.</summary>
    private static string Sentence(Random random) =>
        string.Join(' ', Enumerable.Range(0, 7 + random.Next(18)).Select(_ => $"w{random.Next(Tokens - 3)}"));
}
