using System.Globalization;
using Unroll.Benchmarks.Peers;
using Unroll.Data;
using Unroll.Models;
using Unroll.Recurrent;

namespace Unroll.Benchmarks.Sampling;

/// <summary>
/// The `sample` verb: one stream of characters drawn from a language model, ours against libtorch's LSTM cell and linear layer stepped
/// through TorchSharp with the same weights, each drawing from its own softmax. Checked first: both give the same logits over a text.
/// </summary>
internal static class SamplingComparison
{
    private const int Characters = 65, Embedding = 64;

    public static int Run(BenchmarkOptions options)
    {
        var alternation = new Alternation(options.Team(), options.Quick);
        Console.WriteLine("| sampling one stream, 65 characters | Unroll, characters/s | TorchSharp, characters/s | times | bar |");
        Console.WriteLine("|---|---|---|---|---|");
        bool right = true;
        foreach ((int units, double bar) in ((int, double)[])[(128, 5), (512, 2)])
        {
            var pieces = Pieces.FromTokens(
                PieceKind.Characters, [Vocabulary.Unknown, .. Enumerable.Range(0, Characters - 1).Select(i => ((char)('!' + i)).ToString())], items: false);
            var model = new LanguageModel(pieces, new LanguageModelOptions { Embedding = Embedding, Recurrent = new RecurrentOptions(Cell.Lstm, units) });
            using var ours = new UnrollSampler(model, options.Team());
            using var peer = new TorchSampler(model);
            if (ours.Check().Disagreement(peer.Check()) is { } found)
            {
                Console.Error.WriteLine($"WRONG RESULT H{units}: {found}");
                right = false;
                continue;
            }

            (double a, double b) = alternation.Measure(ours, peer);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| lstm H{units} | {1000 / a:N0} | {1000 / b:N0} | {b / a:F1} | {bar:F0} |"));
        }

        return right ? 0 : 1;
    }
}
