<<<<<<< HEAD
using Unroll.Data;

namespace Unroll.Metrics;

/// <summary>The least number of insertions, deletions and substitutions that turn one sequence into another (Levenshtein 1966).</summary>
public static class EditDistance
{
    /// <summary>Between two texts, counted in Unicode text elements.</summary>
    public static int Between(string a, string b) => Between<string>([.. TextElements.Split(a)], [.. TextElements.Split(b)]);

    /// <summary>Between two sequences.</summary>
    public static int Between<T>(IReadOnlyList<T> a, IReadOnlyList<T> b)
        where T : IEquatable<T>
    {
        ArgumentNullException.ThrowIfNull(a);
        ArgumentNullException.ThrowIfNull(b);
        var row = new int[b.Count + 1];
        for (int j = 0; j < row.Length; j++)
        {
            row[j] = j;
        }

        for (int i = 0; i < a.Count; i++)
        {
            int diagonal = row[0];
            row[0] = i + 1;
            for (int j = 0; j < b.Count; j++)
            {
                int substituted = diagonal + (a[i].Equals(b[j]) ? 0 : 1);
                diagonal = row[j + 1];
                row[j + 1] = Math.Min(substituted, Math.Min(row[j], row[j + 1]) + 1);
            }
        }

        return row[^1];
    }

    /// <summary>The distance to the nearest of several texts.</summary>
    /// <exception cref="ArgumentException">There is none.</exception>
    public static int ToNearest(string text, IReadOnlyList<string> references)
    {
        ArgumentNullException.ThrowIfNull(references);
        return references.Count > 0 ? references.Min(r => Between(text, r)) : throw new ArgumentException("expected at least one reference", nameof(references));
=======
namespace Unroll.Metrics;

/// <summary>How one sequence becomes another with the fewest changes (Levenshtein 1966).</summary>
/// <param name="Substitutions">Elements replaced.</param>
/// <param name="Insertions">Elements that the answer has too many.</param>
/// <param name="Deletions">Elements that the answer lacks.</param>
public readonly record struct EditDistance(int Substitutions, int Insertions, int Deletions)
{
    /// <summary>All changes.</summary>
    public int Total => Substitutions + Insertions + Deletions;

    /// <summary>The changes between the truth and an answer; among equally few, one with the most substitutions.</summary>
    public static EditDistance Between<T>(ReadOnlySpan<T> truth, ReadOnlySpan<T> answer)
        where T : IEquatable<T>
    {
        var previous = new EditDistance[answer.Length + 1];
        var row = new EditDistance[answer.Length + 1];
        for (int j = 0; j <= answer.Length; j++)
        {
            previous[j] = new(0, j, 0);
        }

        for (int i = 1; i <= truth.Length; i++)
        {
            row[0] = new(0, 0, i);
            for (int j = 1; j <= answer.Length; j++)
            {
                EditDistance best = previous[j - 1];
                if (!truth[i - 1].Equals(answer[j - 1]))
                {
                    best = best with { Substitutions = best.Substitutions + 1 };
                    EditDistance without = previous[j] with { Deletions = previous[j].Deletions + 1 };
                    EditDistance with = row[j - 1] with { Insertions = row[j - 1].Insertions + 1 };
                    best = without.Total < best.Total ? without : best;
                    best = with.Total < best.Total ? with : best;
                }

                row[j] = best;
            }

            (previous, row) = (row, previous);
        }

        return previous[answer.Length];
>>>>>>> formal
    }
}
