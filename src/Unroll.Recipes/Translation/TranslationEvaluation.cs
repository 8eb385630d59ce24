using Unroll.Data;
using Unroll.Decoding;
using Unroll.Models;

namespace Unroll.Recipes;

/// <summary>Figures of a translator on pairs.</summary>
internal static class TranslationEvaluation
{
    /// <summary>Translates every different source once and compares with all its targets.</summary>
    public static TranslationReport Report(Translator model, TextPairs pairs, BeamOptions beam) => Report(model, pairs, beam, out _, out _);

    /// <summary>As the other; also gives the sources and their translations.</summary>
    public static TranslationReport Report(
        Translator model, TextPairs pairs, BeamOptions beam, out string[] sources, out Translation[] translations)
    {
        IGrouping<string, TextPair>[] groups = [.. pairs.GroupBy(p => p.Source, StringComparer.Ordinal)];
        string[] asked = [.. groups.Select(g => g.Key)];
        int[] lengths = [.. asked.Select(s => Math.Min((2 * model.EncodeSource(s).Length) + 10, 1000))];
        Translation[] written = [.. model.Translate(asked, beam with { MaxLength = s => lengths[s] }).Select(t => t[0])];
        sources = asked;
        translations = written;
        return new TranslationReport(
            [.. written.Select(t => t.Text)], [.. groups.Select(g => (IReadOnlyList<string>)[.. g.Select(p => p.Target).Distinct()])]);
    }

    /// <summary>The mean log-probability of a pair, and the perplexity of a token with the ends.</summary>
    public static IReadOnlyList<KeyValuePair<string, double>> Likelihood(Translator model, TextPairs pairs)
    {
        double[] scores = model.Score(pairs);
        double tokens = pairs.Sum(p => model.EncodeTarget(p.Target).Length + 1);
        return [new("log_probability", scores.Average()), new("perplexity", Math.Exp(-scores.Sum() / tokens))];
    }
}
