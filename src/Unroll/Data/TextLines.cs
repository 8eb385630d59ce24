namespace Unroll.Data;

/// <summary>Plain text with one item a line.</summary>
public static class TextLines
{
    /// <summary>
    /// Reads the lines of a UTF-8 file, composed (NFC); blank lines are left out, a byte order mark and CR LF are accepted.
    /// </summary>
    /// <param name="path">The file.</param>
    /// <exception cref="UnrollException">The file is missing, empty or not UTF-8, or a line is longer than 1 MB.</exception>
    public static IReadOnlyList<string> Read(string path)
    {
        using var reader = StrictLineReader.Open(path);
        return Read(reader);
    }

    /// <summary>Reads the lines of a UTF-8 stream, as <see cref="Read(string)"/> does for a file.</summary>
    /// <param name="stream">The text; it is closed at the end.</param>
    /// <param name="name">What messages call it.</param>
    /// <exception cref="UnrollException">The text is empty or not UTF-8, or a line is longer than 1 MB.</exception>
    public static IReadOnlyList<string> Read(Stream stream, string name)
    {
        ArgumentNullException.ThrowIfNull(stream);
        using var reader = new StrictLineReader(stream, name);
        return Read(reader);
    }

    /// <summary>The lines of a UTF-8 stream as they come, as <see cref="Read(Stream, string)"/> gives them; none of an empty one.</summary>
    /// <param name="stream">The text; it is closed at the end.</param>
    /// <param name="name">What messages call it.</param>
    /// <exception cref="UnrollException">The text is not UTF-8, or a line is longer than 1 MB; the lines before it have been given.</exception>
    public static IEnumerable<string> ReadLines(Stream stream, string name)
    {
        ArgumentNullException.ThrowIfNull(stream);
        return Enumerate(stream, name);
    }

    private static IEnumerable<string> Enumerate(Stream stream, string name)
    {
        using var reader = new StrictLineReader(stream, name);
        while (reader.ReadLine() is string line)
        {
            if (!string.IsNullOrWhiteSpace(line))
                yield return Nfc.Normalize(line);
        }
    }

    private static List<string> Read(StrictLineReader reader)
    {
        var lines = new List<string>();
        while (reader.ReadLine() is string line)
        {
            if (!string.IsNullOrWhiteSpace(line))
                lines.Add(Nfc.Normalize(line));
        }
        if (lines.Count == 0)
            throw new UnrollException($"{reader.Name}: the file is empty; expected one item a line");
        return lines;
    }
}
