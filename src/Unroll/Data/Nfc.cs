using System.Globalization;
using System.Text;

namespace Unroll.Data;

/// <summary>
/// Unicode normalisation form C (UAX 15): "e" followed by a combining acute accent becomes "é".
/// </summary>
/// <remarks>
/// <see cref="string.Normalize()"/> leaves its text as it is in programs built with <c>InvariantGlobalization</c> (small containers,
/// NativeAOT), so that the same word would be spelled differently in training and in the shipped program. This one is the same everywhere.
/// </remarks>
internal static class Nfc
{
    private const int HangulFirst = 0xAC00, LeadFirst = 0x1100, VowelFirst = 0x1161, TailFirst = 0x11A7;
    private const int Leads = 19, Vowels = 21, Tails = 28;

    private static readonly Lazy<Tables> Data = new(Tables.Parse);

    /// <summary>The text in normalisation form C; the same object where nothing can change.</summary>
    internal static string Normalize(string text)
    {
        // Below U+0300 every character is composed, of class 0, and no second half of a pair.
        if (!text.AsSpan().ContainsAnyExceptInRange('\0', '\u02FF'))
            return text;

        var tables = Data.Value;
        var points = new List<int>(text.Length);
        for (int i = 0; i < text.Length; i++)
        {
            // A surrogate without its other half is kept: what it means is for the caller to say.
            bool pair = char.IsHighSurrogate(text[i]) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]);
            Decompose(pair ? char.ConvertToUtf32(text[i], text[i + 1]) : text[i], tables, points);
            if (pair)
                i++;
        }
        Order(points, tables);
        Compose(points, tables);

        var result = new StringBuilder(points.Count);
        foreach (int point in points)
        {
            if (point < 0x10000)
                result.Append((char)point);
            else
                result.Append(char.ConvertFromUtf32(point));
        }
        return result.ToString();
    }

    private static void Decompose(int point, Tables tables, List<int> points)
    {
        int syllable = point - HangulFirst;
        if (syllable >= 0 && syllable < Leads * Vowels * Tails)
        {
            points.Add(LeadFirst + syllable / (Vowels * Tails));
            points.Add(VowelFirst + syllable / Tails % Vowels);
            if (syllable % Tails != 0)
                points.Add(TailFirst + syllable % Tails);
        }
        else if (tables.Decomposition.TryGetValue(point, out var parts))
        {
            Decompose(parts.First, tables, points);
            if (parts.Second != 0)
                points.Add(parts.Second); // second halves never decompose further
        }
        else
        {
            points.Add(point);
        }
    }

    /// <summary>Canonical ordering: a stable sort of each run of combining marks by class.</summary>
    private static void Order(List<int> points, Tables tables)
    {
        for (int start = 0; start < points.Count; start++)
        {
            int end = start;
            while (end < points.Count && tables.ClassOf(points[end]) != 0)
                end++;
            if (end - start < 2)
                continue;
            int[] run = [.. points.GetRange(start, end - start).OrderBy(tables.ClassOf)];
            for (int i = 0; i < run.Length; i++)
                points[start + i] = run[i];
            start = end;
        }
    }

    /// <summary>Joins each mark with the last starter unless a mark of the same or a higher class stands between them.</summary>
    private static void Compose(List<int> points, Tables tables)
    {
        int starter = -1, kept = 0, lastClass = 0;
        foreach (int point in points.ToArray())
        {
            int rank = tables.ClassOf(point);
            bool blocked = starter < 0 || (kept - 1 > starter && lastClass >= rank);
            if (!blocked && Pair(points[starter], point, tables) is int joined)
            {
                points[starter] = joined;
                continue;
            }
            if (rank == 0)
                starter = kept;
            lastClass = rank;
            points[kept++] = point;
        }
        points.RemoveRange(kept, points.Count - kept);
    }

    private static int? Pair(int first, int second, Tables tables)
    {
        int lead = first - LeadFirst, vowel = second - VowelFirst, syllable = first - HangulFirst, tail = second - TailFirst;
        if (lead is >= 0 and < Leads && vowel is >= 0 and < Vowels)
            return HangulFirst + (lead * Vowels + vowel) * Tails;
        if (syllable is >= 0 and < Leads * Vowels * Tails && syllable % Tails == 0 && tail is > 0 and < Tails)
            return first + tail;
        return tables.Composition.TryGetValue((first, second), out int joined) ? joined : null;
    }

    private sealed class Tables
    {
        private readonly Dictionary<int, byte> _classes = [];

        internal Dictionary<int, (int First, int Second)> Decomposition { get; } = [];

        internal Dictionary<(int First, int Second), int> Composition { get; } = [];

        internal int ClassOf(int point) => point < 0x300 ? 0 : _classes.GetValueOrDefault(point);

        internal static Tables Parse()
        {
            var tables = new Tables();
            int point = 0;
            foreach (string entry in Words(NfcTable.Decompositions))
            {
                int equals = entry.IndexOf('=', StringComparison.Ordinal);
                point = equals < 0 ? point + 1 : Hex(entry[..equals]);
                string[] parts = entry[(equals + 1)..].TrimEnd('!').Split('+');
                var pair = (Hex(parts[0]), parts.Length > 1 ? Hex(parts[1]) : 0);
                tables.Decomposition.Add(point, pair);
                if (parts.Length > 1 && !entry.EndsWith('!'))
                    tables.Composition.Add(pair, point);
            }
            foreach (string entry in Words(NfcTable.CombiningClasses))
            {
                string[] halves = entry.Split('=');
                string[] range = halves[0].Split('-');
                for (int p = Hex(range[0]); p <= Hex(range[^1]); p++)
                    tables._classes.Add(p, byte.Parse(halves[1], CultureInfo.InvariantCulture));
            }
            return tables;
        }

        private static string[] Words(string text) => text.Split([' ', '\r', '\n'], StringSplitOptions.RemoveEmptyEntries);

        private static int Hex(string digits) => int.Parse(digits, NumberStyles.HexNumber, CultureInfo.InvariantCulture);
    }
}
