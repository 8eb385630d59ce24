using Unroll.Data.Ink;
using Unroll.Metrics;
using Unroll.Models;

namespace Unroll.Recipes;

/// <summary>How well formulas were read.</summary>
/// <param name="Answers">Each formula with its readings, best first.</param>
internal sealed record ReadingScore(IReadOnlyList<(WrittenFormula Formula, IReadOnlyList<InkReading> Readings, int Errors)> Answers)
{
    /// <summary>Reads formulas and counts the errors.</summary>
    public static ReadingScore Of(InkRecognizer model, IReadOnlyList<WrittenFormula> formulas, int beam, CancellationToken cancellation)
    {
        IReadOnlyList<InkReading>[] read = model.Read([.. formulas.Select(f => InkFeatures.Compute(f.Strokes))], beam, 1, cancellation: cancellation);
        return new ReadingScore([.. formulas.Select((f, i) => (f, read[i], EditCounts.Between<string>(f.Tokens, read[i][0].Tokens).Total))]);
    }

    /// <summary>Share of formulas with at most that many tokens to change.</summary>
    public double Within(int errors) => (double)Answers.Count(a => a.Errors <= errors) / Answers.Count;

    /// <summary>Token changes a token of the truth.</summary>
    public double TokenErrorRate => (double)Answers.Sum(a => a.Errors) / Math.Max(1, Answers.Sum(a => a.Formula.Tokens.Length));

    /// <summary>The figures by name.</summary>
    public IReadOnlyList<KeyValuePair<string, double>> Metrics =>
    [
        new("expression_rate", Within(0)), new("within_1", Within(1)), new("within_2", Within(2)), new("within_3", Within(3)),
        new("token_error_rate", TokenErrorRate), new("expressions", Answers.Count),
    ];
}
