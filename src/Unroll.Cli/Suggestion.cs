namespace Unroll.Cli;

/// <summary>"Did you mean": the known word that is nearest to a wrong one.</summary>
internal static class Suggestion
{
    /// <summary>" (did you mean `x`?)" where one of the words is near enough, else nothing.</summary>
    public static string For(string word, IEnumerable<string> known)
    {
        string? best = Nearest(word, known);
        return best is null ? "" : $" (did you mean `{best}`?)";
    }

    /// <summary>The known word with the fewest edits, if they are fewer than about a third of its letters; or null.</summary>
    public static string? Nearest(string word, IEnumerable<string> known)
    {
        (string? best, int fewest) = (null, int.MaxValue);
        foreach (string candidate in known)
        {
            int edits = Edits(word.ToLowerInvariant(), candidate.ToLowerInvariant());
            if (edits < fewest)
            {
                (best, fewest) = (candidate, edits);
            }
        }

        int letters = best?.Trim('-').Length ?? 0;
        return fewest <= Math.Max(1, (letters + 1) / 3) ? best : null;
    }

    /// <summary>Insertions, deletions, replacements and swaps of neighbours (optimal string alignment).</summary>
    private static int Edits(string a, string b)
    {
        var cost = new int[a.Length + 1, b.Length + 1];
        for (int i = 0; i <= a.Length; i++)
        {
            for (int j = 0; j <= b.Length; j++)
            {
                if (i == 0 || j == 0)
                {
                    cost[i, j] = i + j;
                    continue;
                }

                int replaced = cost[i - 1, j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
                cost[i, j] = Math.Min(replaced, Math.Min(cost[i - 1, j], cost[i, j - 1]) + 1);
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                {
                    cost[i, j] = Math.Min(cost[i, j], cost[i - 2, j - 2] + 1);
                }
            }
        }

        return cost[a.Length, b.Length];
    }
}
