using System.Globalization;
using Unroll.Benchmarks.Peers;
using Unroll.Numerics;

namespace Unroll.Benchmarks.Translation;

/// <summary>
/// The `translate` verb: a training step and a beam search of a translator with attention against the same in TorchSharp.
/// </summary>
internal static class TranslationComparison
{
    public static int Run(BenchmarkOptions options)
    {
        ThreadTeam team = options.Team();
        var alternation = new Alternation(team, options.Quick);
        int wrong = 0;
        Console.WriteLine($"{"translator, GRU 256, 6,000 tokens, B64",-44} {"ours ms",10} {"libtorch ms",12} {"ratio",7} {"bar",5}");
        (string, bool, double)[] rows = [("training step", false, 1), ("beam search, width 5, 20 tokens", true, 3)];
        foreach ((string name, bool search, double bar) in rows)
        {
            if (!options.Wants(name))
            {
                continue;
            }

            // Results first, on fresh weights each; then the times.
            var program = new TranslationProgram(team.Threads);
            using var twin = new TorchTranslation(program, search, oneBias: true);
            using var peer = new TorchTranslation(program, search, oneBias: false);
            using var ours = new UnrollTranslation(program, search, team);
            if (ours.Check().Disagreement(twin.Check()) is { } found)
            {
                Console.Error.WriteLine($"WRONG RESULT {name}: {found}");
                wrong++;
                continue;
            }

            (double oursTime, double peerTime) = alternation.Measure(ours, peer);
            string rate = search ? ""
                : string.Create(CultureInfo.InvariantCulture,
                    $"  {program.TargetTokens / oursTime * 1000:N0} target tokens/s, libtorch {program.TargetTokens / peerTime * 1000:N0}");
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture, $"{name,-44} {oursTime,10:f1} {peerTime,12:f1} {peerTime / oursTime,7:f2} {bar,5:g3}{rate}"));
        }

        return wrong == 0 ? 0 : 1;
    }
}
