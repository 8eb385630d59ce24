using Unroll.Data;
using Unroll.Recipes.Integrals.Generating;
using Unroll.Recipes.Integrals.Symbols;

namespace Unroll.Recipes.Integrals;

/// <summary>Problems drawn from the generators, each question once.</summary>
internal static class ProblemSet
{
    /// <summary>The generators by name, as Lample and Charton call them.</summary>
    public static readonly string[] Generators = ["bwd", "fwd", "ibp", "ode1", "ode2"];

    /// <summary>Draws problems.</summary>
    /// <param name="generator">One of <see cref="Generators"/>.</param>
    /// <param name="count">How many.</param>
    /// <param name="operators">The most operators of the random function.</param>
    /// <param name="longest">The most tokens of a question and of an answer; longer ones are left out.</param>
    /// <param name="seed">The seed.</param>
    /// <param name="taken">Questions that are in another part already; the new ones are added.</param>
    /// <param name="cancellation">Stops it.</param>
    public static List<Problem> Draw(
        string generator, int count, int operators, int longest, ulong seed, HashSet<string> taken, CancellationToken cancellation)
    {
        var source = new ProblemSource(seed, (ulong)Array.IndexOf(Generators, generator), operators);
        Func<Problem?> draw = generator switch
        {
            "bwd" => source.Backward,
            "fwd" => source.Forward,
            "ibp" => source.ByParts,
            "ode1" => source.FirstOrder,
            _ => source.SecondOrder,
        };
        var problems = new List<Problem>(count);

        // Small functions run out: of what is drawn, a thousand misses in a row and more mean that no new one is left.
        for (int misses = 0; problems.Count < count && misses < 20_000; misses++)
        {
            cancellation.ThrowIfCancellationRequested();
            if (draw() is not { } problem)
            {
                continue;
            }

            string[] given = Prefix.Write(problem.Given), answer = Prefix.Write(problem.Answer);
            if (given.Length <= longest && answer.Length <= longest && taken.Add(string.Join(' ', given)))
            {
                problems.Add(problem);
                misses = 0;
            }
        }

        return problems;
    }

    /// <summary>Questions and answers as texts of tokens.</summary>
    public static TextPairs Pairs(IEnumerable<Problem> problems) =>
        new(problems.Select(p => new TextPair(Text(p.Given), Text(p.Answer))));

    /// <summary>An expression as tokens with a space before each, so that a token is the same wherever it stands.</summary>
    public static string Text(Expression e) => string.Concat(Prefix.Write(e).Select(t => $" {t}"));
}
