namespace Unroll.Data.Music;

/// <summary>A tune as text, and where it stands.</summary>
/// <param name="Text">Its lines, from X: on, with a line feed between.</param>
/// <param name="Name">The file.</param>
/// <param name="Line">The number of its first line in the file, from 1.</param>
public sealed record AbcText(string Text, string Name, int Line)
{
    /// <summary>Splits a file into its tunes: each begins with X: and ends before an empty line or the next X:.</summary>
    /// <exception cref="UnrollException">The file is missing or not UTF-8.</exception>
    public static IReadOnlyList<AbcText> ReadFile(string path)
    {
        var tunes = new List<AbcText>();
        List<string>? lines = null;
        int first = 0;
        using var reader = StrictLineReader.Open(path);
        while (reader.ReadLine() is { } line)
        {
            bool starts = line.StartsWith("X:", StringComparison.Ordinal);
            if (starts || string.IsNullOrWhiteSpace(line))
            {
                Add();
                lines = null;
            }

            if (starts)
            {
                lines = [];
                first = reader.LineNumber;
            }

            lines?.Add(line.TrimEnd());
        }

        Add();
        return tunes;

        void Add()
        {
            if (lines is not null)
            {
                tunes.Add(new AbcText(string.Join('\n', lines), path, first));
            }
        }
    }

    /// <summary>Reads the tune.</summary>
    /// <exception cref="UnrollException">It is no valid ABC; the message names the line.</exception>
    public AbcTune Parse() => AbcReader.Parse(Text, Name, Line);

    /// <summary>
    /// The tune without what is not music (number, title, sources, comments): the fields M, L and K, then the notes. Changes of these
    /// fields inside of the tune stay where they are.
    /// </summary>
    public string Essence()
    {
        var lines = new List<string>();
        var head = new SortedDictionary<char, string>(Comparer<char>.Create((a, b) => "MLK".IndexOf(a).CompareTo("MLK".IndexOf(b))));
        bool body = false;
        foreach (string raw in Text.Split('\n'))
        {
            int comment = raw.IndexOf('%', StringComparison.Ordinal);
            string line = (comment < 0 ? raw : raw[..comment]).Trim();
            bool field = line.Length > 1 && line[1] == ':' && char.IsAsciiLetter(line[0]);
            bool kept = field && line[0] is 'M' or 'L' or 'K';
            string text = kept ? $"{line[..2]}{line[2..].Trim()}" : line;
            if (line.Length == 0 || (field && !kept))
            {
                continue;
            }

            if (field && !body)
            {
                head[line[0]] = text;
                continue;
            }

            if (!body)
            {
                lines.AddRange(head.Values);
                body = true;
            }

            lines.Add(text);
        }

        return string.Join('\n', lines);
    }
}
