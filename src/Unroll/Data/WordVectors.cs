using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using Unroll.Formats;

namespace Unroll.Data;

/// <summary>
/// Word vectors from a file: GloVe's text (a word and its numbers a line), word2vec's text (the same after a line with the number of words
/// and their width) or word2vec's binary form (that line, then for each word its name, a space and its numbers as little-endian floats).
/// </summary>
public sealed class WordVectors
{
    private const int LongestWord = 10_000;
    private readonly Dictionary<string, int> _rows = new(StringComparer.Ordinal);
    private readonly List<float> _all = [];

    private WordVectors(string path) => Path = path;

    /// <summary>The file.</summary>
    public string Path { get; }

    /// <summary>Numbers a word.</summary>
    public int Width { get; private set; }

    /// <summary>The number of words that were taken.</summary>
    public int Count => _rows.Count;

    /// <summary>All numbers, word after word.</summary>
    public ReadOnlySpan<float> All => CollectionsMarshal.AsSpan(_all);

    /// <summary>The vector of a word, or null.</summary>
    public float[]? Find(string word) => _rows.TryGetValue(word, out int row) ? [.. All.Slice(row * Width, Width)] : null;

    /// <summary>Reads a file; the form is found by looking.</summary>
    /// <param name="path">The file.</param>
    /// <param name="wanted">Which words to keep; all unless given. Of a word that comes twice the first vector holds.</param>
    /// <exception cref="UnrollException">The file is missing, empty or malformed; the message names the line or the byte.</exception>
    public static WordVectors Read(string path, Func<string, bool>? wanted = null)
    {
        using FileStream stream = FileErrors.OpenRead(path);
        using var buffered = new BufferedStream(stream, 1 << 16);
        var vectors = new WordVectors(path);
        byte[] first = FirstLine(buffered, path);
        string[] fields = Encoding.UTF8.GetString(first).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        bool header = fields.Length == 2 && fields.All(f => long.TryParse(f, NumberStyles.None, CultureInfo.InvariantCulture, out long n) && n > 0);
        if (!header)
        {
            buffered.Position = 0;
            vectors.ReadText(buffered, null, wanted);
            return vectors;
        }

        long words = long.Parse(fields[0], CultureInfo.InvariantCulture);
        if (!int.TryParse(fields[1], NumberStyles.None, CultureInfo.InvariantCulture, out int width) || width > 65536)
        {
            throw new UnrollException($"{path}:1: expected the width of the vectors, at most 65536, got {fields[1]}");
        }

        vectors.Width = width;
        if (IsText(buffered, first.Length + 1, width))
        {
            buffered.Position = 0;
            vectors.ReadText(buffered, words, wanted);
        }
        else
        {
            buffered.Position = first.Length + 1;
            vectors.ReadBinary(buffered, words, wanted);
        }

        return vectors;
    }

    private static byte[] FirstLine(Stream stream, string path)
    {
        var line = new List<byte>();
        int b;
        while ((b = stream.ReadByte()) >= 0 && b != '\n')
        {
            line.Add((byte)b);
            if (line.Count > 1 << 20)
            {
                throw new UnrollException($"{path}:1: the line is longer than a megabyte; expected word vectors of GloVe or word2vec");
            }
        }

        return line.Count > 0 ? [.. line] : throw new UnrollException($"{path}: the file is empty or starts with an empty line; expected word vectors");
    }

    /// <summary>Whether what follows the header is a line of a word and as many numbers as it says.</summary>
    private static bool IsText(Stream stream, long start, int width)
    {
        stream.Position = start;
        var bytes = new byte[Math.Min(1 << 16, (width * 32) + LongestWord)];
        int length = stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
        int end = Array.IndexOf(bytes, (byte)'\n', 0, length);
        if (end < 0)
        {
            end = length;
        }

        string[] fields = Encoding.UTF8.GetString(bytes, 0, end).Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return fields.Length > width && float.TryParse(fields[^1].Trim(), NumberStyles.Float, CultureInfo.InvariantCulture, out _)
            && float.TryParse(fields[^width], NumberStyles.Float, CultureInfo.InvariantCulture, out _);
    }

    private void ReadText(Stream stream, long? words, Func<string, bool>? wanted)
    {
        stream.Position = 0;
        using var reader = new StrictLineReader(stream, Path);
        if (words is not null)
        {
            reader.ReadLine();
        }

        long seen = 0;
        while (reader.ReadFilledLine() is { } line)
        {
            // Some of GloVe's words hold spaces: the numbers are the last ones.
            string[] fields = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (Width == 0)
            {
                Width = fields.Length - 1;
                if (Width < 1)
                {
                    throw reader.Error("expected a word and its numbers, separated by spaces");
                }
            }

            if (fields.Length < Width + 1)
            {
                throw reader.Error($"expected a word and {Width} numbers, got {fields.Length} fields");
            }

            seen++;
            string word = string.Join(' ', fields[..^Width]);
            bool keep = Keep(word, wanted);
            int start = fields.Length - Width;
            for (int j = 0; j < Width; j++)
            {
                if (!float.TryParse(fields[start + j], NumberStyles.Float, CultureInfo.InvariantCulture, out float value) || !float.IsFinite(value))
                {
                    throw reader.Error($"expected a number, got {Quote.Text(fields[start + j])}");
                }

                if (keep)
                {
                    _all.Add(value);
                }
            }
        }

        if (words is { } promised && seen != promised)
        {
            throw new UnrollException($"{Path}: its first line promises {promised} words, it has {seen}; is it complete?");
        }
    }

    private void ReadBinary(Stream stream, long words, Func<string, bool>? wanted)
    {
        var name = new List<byte>();
        var bytes = new byte[Width * sizeof(float)];
        for (long w = 0; w < words; w++)
        {
            name.Clear();
            long start = stream.Position;
            int b;
            while ((b = stream.ReadByte()) != ' ')
            {
                // Some writers end each vector with a line end, some do not.
                if (b < 0 || name.Count > LongestWord)
                {
                    throw new UnrollException($"{Path}: byte {start}: expected word {w + 1} of {words} and a space; is the file complete?");
                }

                if (b != '\n' || name.Count > 0)
                {
                    name.Add((byte)b);
                }
            }

            start = stream.Position;
            if (stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false) < bytes.Length)
            {
                throw new UnrollException($"{Path}: byte {start}: the vector of word {w + 1} of {words} is cut off; is the file complete?");
            }

            if (!Keep(Encoding.UTF8.GetString([.. name]), wanted))
            {
                continue;
            }

            for (int j = 0; j < Width; j++)
            {
                float value = BitConverter.ToSingle(bytes, j * sizeof(float));
                if (!float.IsFinite(value))
                {
                    throw new UnrollException($"{Path}: byte {start + (j * sizeof(float))}: not a finite number; expected word2vec's binary form");
                }

                _all.Add(value);
            }
        }
    }

    private bool Keep(string word, Func<string, bool>? wanted) =>
        (wanted is null || wanted(word)) && _rows.TryAdd(word, _rows.Count);
}
