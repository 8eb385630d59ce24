namespace Unroll.Metrics;

/// <summary>How one sequence becomes another with the fewest changes (Levenshtein 1966).</summary>
/// <param name="Substitutions">Elements replaced.</param>
/// <param name="Insertions">Elements that the answer has too many.</param>
/// <param name="Deletions">Elements that the answer lacks.</param>
public readonly record struct EditCounts(int Substitutions, int Insertions, int Deletions)
{
    /// <summary>All changes.</summary>
    public int Total => Substitutions + Insertions + Deletions;

    /// <summary>The changes between the truth and an answer; among equally few, one with the most substitutions.</summary>
    public static EditCounts Between<T>(ReadOnlySpan<T> truth, ReadOnlySpan<T> answer)
        where T : IEquatable<T>
    {
        var previous = new EditCounts[answer.Length + 1];
        var row = new EditCounts[answer.Length + 1];
        for (int j = 0; j <= answer.Length; j++)
        {
            previous[j] = new(0, j, 0);
        }

        for (int i = 1; i <= truth.Length; i++)
        {
            row[0] = new(0, 0, i);
            for (int j = 1; j <= answer.Length; j++)
            {
                EditCounts best = previous[j - 1];
                if (!truth[i - 1].Equals(answer[j - 1]))
                {
                    best = best with { Substitutions = best.Substitutions + 1 };
                    EditCounts without = previous[j] with { Deletions = previous[j].Deletions + 1 };
                    EditCounts with = row[j - 1] with { Insertions = row[j - 1].Insertions + 1 };
                    best = without.Total < best.Total ? without : best;
                    best = with.Total < best.Total ? with : best;
                }

                row[j] = best;
            }

            (previous, row) = (row, previous);
        }

        return previous[answer.Length];
    }
}
