using Unroll.Decoding;
using Unroll.Models;
using Unroll.Recipes.Integrals.Checking;
using Unroll.Recipes.Integrals.Generating;
using Unroll.Recipes.Integrals.Symbols;

namespace Unroll.Recipes.Integrals;

/// <summary>A candidate of the beam and what the check says of it.</summary>
/// <param name="Tokens">What the network wrote.</param>
/// <param name="Text">As people write it, or the tokens where they are no expression.</param>
/// <param name="Verdict">Whether it is right, and how that is known.</param>
/// <param name="LogProbability">Under the model, in nats.</param>
internal sealed record Candidate(string[] Tokens, string Text, Verdict Verdict, double LogProbability);

/// <summary>Asks a network and checks what it answers.</summary>
internal static class Answers
{
    /// <summary>The candidates of each problem, likeliest first.</summary>
    public static Candidate[][] Ask(Translator model, IReadOnlyList<Problem> problems, int beam, CancellationToken cancellation = default)
    {
        string[] given = [.. problems.Select(p => ProblemSet.Text(p.Given))];
        IReadOnlyList<Translation>[] written = model.Translate(
            given, new BeamOptions { Width = beam, Best = beam, MaxLength = static _ => 160 }, cancellation);
        return [.. written.Select((w, i) => (Candidate[])[.. w.Select(t => Check(problems[i], t))])];
    }

    private static Candidate Check(Problem problem, Translation translation)
    {
        string[] tokens = translation.Text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        string text = Prefix.Read(tokens) is { } tree ? Infix.Write(tree) : string.Join(' ', tokens);
        return new Candidate(tokens, text, Checking.Check.Of(problem, tokens), translation.Hypothesis.LogProbability);
    }
}
