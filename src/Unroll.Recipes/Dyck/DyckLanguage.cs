using Unroll.Numerics;

namespace Unroll.Recipes;

/// <summary>
/// Dyck-(k,m) of Hewitt et al. 2020: well-nested strings of k kinds of brackets, at most m of them open at a time. Token i below k opens
/// kind i, token k + i closes it, and token 2 k stands before the first and after the last.
/// </summary>
/// <param name="Kinds">k, the kinds of brackets.</param>
/// <param name="Depth">m, the brackets that may be open at a time.</param>
internal sealed record DyckLanguage(int Kinds, int Depth)
{
    /// <summary>The languages of the paper's experiments.</summary>
    public static IReadOnlyList<DyckLanguage> Published { get; } =
        [new(2, 3), new(8, 3), new(32, 3), new(128, 3), new(2, 5), new(8, 5), new(32, 5), new(128, 5)];

    /// <summary>The token around every string.</summary>
    public int Boundary => 2 * Kinds;

    /// <summary>Tokens in all.</summary>
    public int Tokens => (2 * Kinds) + 1;

    /// <summary>The bits that tell the kinds apart.</summary>
    public int Bits => Math.Max(1, (int)Math.Ceiling(Math.Log2(Kinds)));

    /// <summary>The longest string of training, 8 m (m - 2) + 60; tests have longer ones, up to twice as long.</summary>
    public int LongestTrained => (8 * Depth * (Depth - 2)) + 60;

    /// <summary>Units of the published LSTM: 3 m log2 k - m.</summary>
    public int PublishedUnits => (int)Math.Round(3 * Depth * Math.Log2(Kinds)) - Depth;

    /// <inheritdoc/>
    public override string ToString() => $"{Kinds}:{Depth}";

    /// <summary>
    /// Draws a string as published: at an empty stack open or end, half each; at a full one close; else open or close, half each. An end
    /// before <paramref name="shortest"/> tokens is drawn again, a string of more than <paramref name="longest"/> begun anew.
    /// </summary>
    public int[] Draw(RngSequence random, int shortest, int longest)
    {
        var tokens = new List<int>();
        var open = new Stack<int>();
        while (true)
        {
            bool opens = open.Count < Depth && random.NextInt(2) == 0;
            if (opens)
            {
                int kind = random.NextInt(Kinds);
                open.Push(kind);
                tokens.Add(kind);
            }
            else if (open.TryPop(out int kind))
            {
                tokens.Add(Kinds + kind);
            }
            else if (tokens.Count >= shortest)
            {
                return [.. tokens];
            }

            if (tokens.Count > longest)
            {
                tokens.Clear();
                open.Clear();
            }
        }
    }

    /// <summary>Strings of at least that many tokens in all, ends counted.</summary>
    public int[][] DrawTokens(RngSequence random, int shortest, int longest, long tokens)
    {
        var strings = new List<int[]>();
        while (tokens > 0)
        {
            strings.Add(Draw(random, shortest, longest));
            tokens -= strings[^1].Length + 1;
        }

        return [.. strings];
    }

    /// <summary>The probability that the generator gives to a token after a stack; 0 where it must not come.</summary>
    /// <param name="token">The token.</param>
    /// <param name="open">The brackets that are open.</param>
    public double Probability(int token, Stack<int> open)
    {
        bool full = open.Count == Depth;
        if (token < Kinds)
        {
            return full ? 0 : 0.5 / Kinds;
        }

        return token == Boundary ? (open.Count == 0 ? 0.5 : 0)
            : open.TryPeek(out int top) && token == Kinds + top ? (full ? 1 : 0.5) : 0;
    }

    /// <summary>Moves a stack on by a token that may come.</summary>
    public void Step(int token, Stack<int> open)
    {
        if (token < Kinds)
        {
            open.Push(token);
        }
        else if (token < Boundary)
        {
            open.Pop();
        }
    }

    /// <summary>A language written as k:m.</summary>
    /// <exception cref="UnrollException">It is not.</exception>
    public static DyckLanguage Parse(string text)
    {
        string[] parts = text.Split(':');
        return parts.Length == 2 && int.TryParse(parts[0], out int k) && int.TryParse(parts[1], out int m) && k is >= 1 and <= 4096 && m is >= 1 and <= 64
            ? new(k, m)
            : throw SettingReader.Expected("kinds:depth such as 8:3", "languages", text);
    }
}
