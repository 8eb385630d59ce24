using System.Text;

namespace Unroll.Data;

/// <summary>
/// Reads trees in brackets, one a line: <c>(3 (2 a) (4 triumph))</c>, a label first, then a word or further trees. Brackets inside of words
/// are written -LRB- and -RRB-, as treebanks do. A problem is named with its file, line and byte.
/// </summary>
public static class TreeReader
{
    private const string Format = "expected trees such as (3 (2 a) (4 triumph)), one a line";

    // Deeper than any sentence; a hostile line must not exhaust the stack of what walks its tree.
    private const int Deepest = 1000;

    /// <summary>Reads a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="known">The labels of a trained model; those of the file where null.</param>
    /// <exception cref="UnrollException">The file cannot be read, or a line is not a tree.</exception>
    public static LabeledTrees Read(string path, LabelSet? known = null)
    {
        using StrictLineReader reader = StrictLineReader.Open(path);
        return Read(reader, known);
    }

    /// <summary>Reads from a stream, which is closed at the end.</summary>
    /// <param name="stream">UTF-8 text.</param>
    /// <param name="name">What messages call it.</param>
    /// <param name="known">The labels of a trained model; those of the text where null.</param>
    /// <exception cref="UnrollException">A line is not a tree.</exception>
    public static LabeledTrees Read(Stream stream, string name, LabelSet? known = null)
    {
        ArgumentNullException.ThrowIfNull(stream);
        using var reader = new StrictLineReader(stream, name);
        return Read(reader, known);
    }

    /// <summary>One tree whose labels may be missing, as in <c>((a) (triumph))</c> or <c>(3 (2 a) (4 triumph))</c>; labels are not read.</summary>
    /// <exception cref="UnrollException">The text is not a tree.</exception>
    public static LabeledTree Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        List<Raw> raw = Parse(TextElements.Normalize(text), labelled: false, (problem, at) => new UnrollException($"the tree: byte {at}: {problem}; {Format}"));
        return new LabeledTree(raw.Select(r => new TreeNode(-1, r.Word, r.Children)));
    }

    internal static string Escape(string word) =>
        word.Replace("(", "-LRB-", StringComparison.Ordinal).Replace(")", "-RRB-", StringComparison.Ordinal);

    private static LabeledTrees Read(StrictLineReader reader, LabelSet? known)
    {
        var trees = new List<List<Raw>>();
        while (reader.ReadFilledLine() is string line)
        {
            List<Raw> raw = Parse(Nfc.Normalize(line), labelled: true, (problem, at) => reader.Error($"byte {at}: {problem}; {Format}"));
            string? strange = known is null ? null : raw.Select(r => r.Label!).FirstOrDefault(l => known.IndexOf(l) < 0);
            if (strange is not null)
            {
                throw reader.Error(LabeledTextReader.Unseen(strange, known!));
            }

            trees.Add(raw);
        }

        if (trees.Count == 0)
        {
            throw new UnrollException($"{reader.Name}: the file is empty; {Format}");
        }

        LabelSet labels = known ?? LabelSet.From(trees.SelectMany(t => t.Select(r => r.Label!)));
        return labels.Count < 2
            ? throw new UnrollException($"{reader.Name}: every node has the label {Quote.Text(labels[0])}; expected at least two labels")
            : new LabeledTrees(
                trees.Select(t => new LabeledTree(t.Select(r => new TreeNode(labels.IndexOf(r.Label!), r.Word, r.Children)))), labels);
    }

    /// <summary>Nodes with children before parents. Bytes are counted from 1, within the line.</summary>
    private static List<Raw> Parse(string text, bool labelled, Func<string, int, UnrollException> error)
    {
        var nodes = new List<Raw>();
        var open = new Stack<Frame>();
        int at = 0;
        while (true)
        {
            while (at < text.Length && text[at] is ' ' or '\t')
            {
                at++;
            }

            if (at == text.Length)
            {
                break;
            }

            if (open.Count == 0 && nodes.Count > 0)
            {
                throw Problem("text after the end of the tree");
            }

            int start = at;
            if (text[at] == '(')
            {
                if (open.TryPeek(out Frame? parent) && parent.Word is not null)
                {
                    throw Problem("a word and a tree in one pair of brackets");
                }

                if (open.Count == Deepest)
                {
                    throw Problem($"more than {Deepest} brackets within each other");
                }

                open.Push(new Frame());
                at++;
            }
            else if (text[at] == ')')
            {
                if (!open.TryPop(out Frame? frame))
                {
                    throw Problem("a bracket is closed that was not opened");
                }

                if (labelled ? frame.Label is null : frame.Label is null && frame.Word is null && frame.Children.Count == 0)
                {
                    throw Problem("empty brackets");
                }

                if (frame.Word is null && frame.Children.Count == 0)
                {
                    if (labelled)
                    {
                        throw Problem("neither a word nor trees after the label");
                    }

                    (frame.Word, frame.Label) = (frame.Label, null);
                }

                nodes.Add(new Raw(frame.Label, frame.Word, [.. frame.Children]));
                if (open.TryPeek(out Frame? parent))
                {
                    parent.Children.Add(nodes.Count - 1);
                }

                at++;
            }
            else
            {
                while (at < text.Length && text[at] is not ('(' or ')' or ' ' or '\t'))
                {
                    at++;
                }

                if (!open.TryPeek(out Frame? frame))
                {
                    at = start;
                    throw Problem("no opening bracket");
                }

                string token = text[start..at];
                if (frame.Word is not null || frame.Children.Count > 0)
                {
                    at = start;
                    throw Problem("a word where a bracket is expected");
                }

                if (frame.Label is null)
                {
                    frame.Label = token;
                }
                else
                {
                    frame.Word = Unescape(token);
                }
            }
        }

        return open.Count == 0 && nodes.Count > 0 ? nodes : throw Problem(nodes.Count == 0 && open.Count == 0 ? "no tree" : $"{open.Count} brackets are not closed");

        UnrollException Problem(string problem) => error(problem, Encoding.UTF8.GetByteCount(text.AsSpan(0, at)) + 1);
    }

    private static string Unescape(string word) =>
        word.Replace("-LRB-", "(", StringComparison.Ordinal).Replace("-RRB-", ")", StringComparison.Ordinal)
            .Replace("\\/", "/", StringComparison.Ordinal).Replace("\\*", "*", StringComparison.Ordinal);

    private sealed class Frame
    {
        public string? Label { get; set; }

        public string? Word { get; set; }

        public List<int> Children { get; } = [];
    }

    private sealed record Raw(string? Label, string? Word, int[] Children);
}
