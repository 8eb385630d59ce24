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
        return references.Count > 0 ? references.Min(r => Between(text, r))
            : throw new ArgumentException("expected at least one reference", nameof(references));
    }
}
