using System.Globalization;
using Unroll.Recipes.Integrals.Checking;
using Unroll.Recipes.Integrals.Generating;
using Unroll.Recipes.Integrals.Symbols;

namespace Unroll.Recipes.Integrals;

/// <summary>How the problems of one generator went.</summary>
internal sealed record IntegralScore(string Generator, IReadOnlyList<Problem> Problems, Candidate[][] Candidates)
{
    /// <summary>Problems whose likeliest candidate is right.</summary>
    public int SolvedFirst => Candidates.Count(c => c.Length > 0 && c[0].Verdict != Verdict.No);

    /// <summary>Problems with a right candidate anywhere in the beam.</summary>
    public int Solved => Candidates.Count(c => c.Any(a => a.Verdict != Verdict.No));

    /// <summary>Solved problems whose first right candidate is not the answer as it was drawn.</summary>
    public int OtherForm => Enumerable.Range(0, Problems.Count).Count(i => Right(i) is { } right
        && !right.Tokens.AsSpan().SequenceEqual(Prefix.Write(Problems[i].Answer)));

    /// <summary>Solved problems whose answer simplifies to the right one rather than agreeing with it at points.</summary>
    public int Exact => Enumerable.Range(0, Problems.Count).Count(i => Right(i)?.Verdict == Verdict.Exactly);

    public IEnumerable<KeyValuePair<string, double>> Metrics => Problems.Count == 0 ? [] :
    [
        new($"{Generator}_beam1", (double)SolvedFirst / Problems.Count), new($"{Generator}_solved", (double)Solved / Problems.Count),
        new($"{Generator}_other_form", Solved == 0 ? 0 : (double)OtherForm / Solved),
    ];

    /// <summary>The first right candidate of a problem, or null.</summary>
    public Candidate? Right(int problem) => Candidates[problem].FirstOrDefault(c => c.Verdict != Verdict.No);

    public static string Table(IReadOnlyList<IntegralScore> scores, int beam)
    {
        var rows = new List<string[]> { (string[])["generator", "problems", "likeliest right", $"one of {beam} right", "another form", "exactly"] };
        foreach (IntegralScore s in scores.Where(s => s.Problems.Count > 0))
        {
            rows.Add([
                s.Generator, $"{s.Problems.Count}", Share(s.SolvedFirst, s.Problems.Count), Share(s.Solved, s.Problems.Count),
                Share(s.OtherForm, s.Solved), Share(s.Exact, s.Solved),
            ]);
        }

        return ResultText.Align(rows);
    }

    internal static string Share(int part, int whole) =>
        whole == 0 ? "-" : ((double)part / whole).ToString("P1", CultureInfo.InvariantCulture);
}
