using System.IO.Compression;

namespace Unroll.Data;

/// <summary>
/// Reads CoNLL columns: a word a line with its tag in another column, tabs or spaces between, a blank line after each sentence. A file
/// whose lines have ten columns by tabs, the first a number, is CoNLL-U: comments, ranges (1-2) and empty nodes (1.1) are passed over.
/// A byte order mark, CR LF, blank lines with a tab in them and a missing last blank line are all accepted.
/// </summary>
public static class ConllReader
{
    private const string Format = "expected a word and its tag in columns, a blank line between sentences";

    /// <summary>Reads a file; one that ends in .gz is unpacked on the way.</summary>
    /// <param name="path">The file.</param>
    /// <param name="columns">Which columns hold what; what the file suggests where null.</param>
    /// <param name="known">The tags of a trained model; those of the file where null.</param>
    /// <exception cref="UnrollException">The file cannot be read, or a line is not of the format: file and line are named.</exception>
    public static TaggedText Read(string path, ConllColumns? columns = null, LabelSet? known = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (!path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase))
        {
            using StrictLineReader plain = StrictLineReader.Open(path);
            return Read(plain, columns ?? new ConllColumns(), known);
        }

        try
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read);
            using var packed = new StrictLineReader(new GZipStream(file, CompressionMode.Decompress), path);
            return Read(packed, columns ?? new ConllColumns(), known);
        }
        catch (Exception e) when (e is IOException or InvalidDataException or UnauthorizedAccessException)
        {
            throw new UnrollException($"{path}: cannot be unpacked: {e.Message.ReplaceLineEndings(" ")}", e);
        }
    }

    /// <summary>Reads from a stream, which is closed at the end.</summary>
    /// <param name="stream">UTF-8 text.</param>
    /// <param name="name">What messages call it.</param>
    /// <param name="columns">Which columns hold what; what the text suggests where null.</param>
    /// <param name="known">The tags of a trained model; those of the text where null.</param>
    /// <exception cref="UnrollException">A line is not of the format.</exception>
    public static TaggedText Read(Stream stream, string name, ConllColumns? columns = null, LabelSet? known = null)
    {
        ArgumentNullException.ThrowIfNull(stream);
        using var reader = new StrictLineReader(stream, name);
        return Read(reader, columns ?? new ConllColumns(), known);
    }

    private static TaggedText Read(StrictLineReader reader, ConllColumns columns, LabelSet? known)
    {
        var sentences = new List<(string[] Words, string[] Tags)>();
        List<string> words = [], tags = [];
        int width = 0, wordColumn = 0, tagColumn = 0, held = 0;
        bool conllu = false;
        while (reader.ReadLine() is string line)
        {
            if (string.IsNullOrWhiteSpace(line))
            {
                EndSentence();
                continue;
            }

            if ((conllu || width == 0) && line.StartsWith("# ", StringComparison.Ordinal) && !line.Contains('\t', StringComparison.Ordinal))
            {
                held++;
                continue;
            }

            string[] cells = line.Contains('\t', StringComparison.Ordinal)
                ? line.TrimEnd('\t').Split('\t')
                : line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (cells[0] == "-DOCSTART-")
            {
                continue;
            }

            if (width == 0)
            {
                width = cells.Length;
                conllu = width == 10 && cells[0].All(c => char.IsAsciiDigit(c) || c is '-' or '.');
                wordColumn = Column(reader, columns.Word ?? (conllu ? 2 : 1), width, "word");
                tagColumn = Column(reader, columns.Tag ?? (conllu ? 4 : width), width, "tag");
                if (wordColumn == tagColumn)
                {
                    throw reader.Error(width == 1 ? $"one column only; {Format}" : "the word and the tag are the same column");
                }
            }

            if (cells.Length != width)
            {
                throw reader.Error($"{cells.Length} {(cells.Length == 1 ? "column" : "columns")}, {width} before; {Format}");
            }

            if (conllu && cells[0].AsSpan().ContainsAny('-', '.'))
            {
                continue;
            }

            string word = Nfc.Normalize(cells[wordColumn].Trim()), tag = Nfc.Normalize(cells[tagColumn].Trim());
            if (word.Length == 0 || tag.Length == 0)
            {
                throw reader.Error($"empty {(word.Length == 0 ? "word" : "tag")}; {Format}");
            }

            if (known is not null && known.IndexOf(tag) < 0)
            {
                throw reader.Error($"the tag {Quote.Text(tag)} was not seen in training; known tags: {Quote.List(known)}");
            }

            words.Add(word);
            tags.Add(tag);
        }

        EndSentence();
        if (sentences.Count == 0)
        {
            throw new UnrollException(held > 0
                ? $"{reader.Name}: the file has comments only; {Format}"
                : $"{reader.Name}: the file is empty; {Format}");
        }

        LabelSet set = known ?? LabelSet.From(sentences.SelectMany(s => s.Tags));
        return set.Count < 2
            ? throw new UnrollException($"{reader.Name}: every word has the tag {Quote.Text(set[0])}; expected at least two tags")
            : new TaggedText(sentences.Select(s => new TaggedSentence(s.Words, Array.ConvertAll(s.Tags, set.IndexOf))), set);

        void EndSentence()
        {
            if (words.Count > 0)
            {
                sentences.Add(([.. words], [.. tags]));
                words.Clear();
                tags.Clear();
            }
        }
    }

    private static int Column(StrictLineReader reader, int column, int width, string what) =>
        column >= 1 && column <= width ? column - 1
        : throw reader.Error($"the {what} is to be in column {column}, but there are {width} {(width == 1 ? "column" : "columns")}");
}
