namespace Unroll.Recipes;

/// <summary>What a caption says: shapes in the order in which they are named, and how they stand.</summary>
/// <param name="Shapes">One to three.</param>
/// <param name="Arrangement">An index into <see cref="SceneWords.Arrangements"/>.</param>
internal sealed record SceneDescription(IReadOnlyList<SceneShape> Shapes, int Arrangement)
{
    /// <summary>The sentence.</summary>
    public override string ToString()
    {
        string how = SceneWords.Arrangements(Shapes.Count)[Arrangement];
        return Shapes.Count switch
        {
            1 => $"{Shapes[0]} {how}",
            2 => $"{Shapes[0]} {how} {Shapes[1]}",
            _ => $"{Shapes[0]}, {Shapes[1]} and {Shapes[2]} {how}",
        };
    }

    /// <summary>Reads a sentence back; null where the grammar does not have it.</summary>
    public static SceneDescription? Parse(string caption)
    {
        string[] words = caption.Replace(",", " ,", StringComparison.Ordinal).Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var shapes = new List<SceneShape>();
        int at = 0;
        if (Shape() is not { } first)
        {
            return null;
        }

        shapes.Add(first);
        if (Word(","))
        {
            if (Shape() is not { } second || !Word("and") || Shape() is not { } third)
            {
                return null;
            }

            shapes.AddRange([second, third]);
            return Of(Rest(SceneWords.Rows));
        }

        int end = Array.FindIndex(words, at, w => w == "a");
        if (end < 0)
        {
            return Of(Rest(SceneWords.Places));
        }

        int relation = Array.IndexOf(SceneWords.Relations, string.Join(' ', words[at..end]));
        at = end;
        if (Shape() is not { } other || at != words.Length)
        {
            return null;
        }

        shapes.Add(other);
        return Of(relation);

        SceneDescription? Of(int arrangement) => arrangement < 0 ? null : new SceneDescription(shapes, arrangement);

        int Rest(string[] arrangements) => Array.IndexOf(arrangements, string.Join(' ', words[at..]));

        bool Word(string word)
        {
            bool there = at < words.Length && words[at] == word;
            at += there ? 1 : 0;
            return there;
        }

        SceneShape? Shape()
        {
            if (at + 4 > words.Length || words[at] != "a")
            {
                return null;
            }

            int size = Array.IndexOf(SceneWords.Sizes, words[at + 1]), color = Array.IndexOf(SceneWords.Colors, words[at + 2]),
                kind = Array.IndexOf(SceneWords.Kinds, words[at + 3]);
            at += 4;
            return size < 0 || color < 0 || kind < 0 ? null : new SceneShape(size, color, kind);
        }
    }
}
