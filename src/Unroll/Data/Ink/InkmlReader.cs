using System.Globalization;
using System.IO.Compression;
using System.Text;
using System.Text.Unicode;
using System.Xml;
using Unroll.Formats;

namespace Unroll.Data.Ink;

/// <summary>
/// Reads InkML (W3C 2011) as CROHME uses it: traces of absolute coordinates, x and y first, and the annotation of type truth of the whole.
/// </summary>
public static class InkmlReader
{
    private const long LargestFile = 64L << 20;

    /// <summary>Reads one file.</summary>
    /// <exception cref="UnrollException">It is missing, not XML, without a trace, or a coordinate is no number; the message has the line.</exception>
    public static InkDocument Read(string path)
    {
        using FileStream stream = FileErrors.OpenRead(path);
        return Parse(stream, path);
    }

    /// <summary>The InkML files of a path: itself, those of a folder, or those inside a zip file or the zip files of a folder, by name.</summary>
    /// <param name="path">A .inkml file, a .zip file or a folder.</param>
    /// <param name="bad">Told of each file that cannot be read, which is then left out; where null the first one ends the reading.</param>
    /// <exception cref="UnrollException">There is nothing to read, or a file is damaged.</exception>
    public static IReadOnlyList<InkDocument> ReadAll(string path, Action<UnrollException>? bad = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        var all = new List<InkDocument>();
        if (!Directory.Exists(path))
        {
            Add(path, all, bad);
            return all;
        }

        string[] files;
        try
        {
            files = [.. Directory.GetFiles(path).Where(f => HasEnding(f, ".inkml") || HasEnding(f, ".zip")).Order(StringComparer.Ordinal)];
        }
        catch (Exception e) when (FileErrors.IsFileError(e))
        {
            throw FileErrors.CannotRead(path, e);
        }

        foreach (string file in files)
        {
            Add(file, all, bad);
        }

        return all.Count > 0 || files.Length > 0 ? all : throw new UnrollException($"{path}: the folder has no .inkml and no .zip files");
    }

    /// <summary>Reads one document.</summary>
    /// <param name="stream">The XML.</param>
    /// <param name="source">What messages call it.</param>
    /// <exception cref="UnrollException">As for <see cref="Read"/>.</exception>
    public static InkDocument Parse(Stream stream, string source)
    {
        var settings = new XmlReaderSettings
        {
            DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null, IgnoreComments = true, IgnoreProcessingInstructions = true,
            MaxCharactersInDocument = LargestFile,
        };
        var strokes = new List<InkPoint[]>();
        string? truth = null;
        try
        {
            using XmlReader reader = Open(FileErrors.ReadToEnd(stream), settings);
            reader.MoveToContent();
            if (reader.LocalName != "ink")
            {
                throw Error(source, reader, $"expected an <ink> element, got <{Quote.Text(reader.LocalName)}>");
            }

            reader.Read();
            while (!reader.EOF)
            {
                bool element = reader.NodeType == XmlNodeType.Element;
                if (element && reader.LocalName == "trace")
                {
                    int line = Line(reader);
                    InkPoint[] points = Points(reader.ReadElementContentAsString(), source, line);
                    if (points.Length > 0)
                    {
                        strokes.Add(points);
                    }
                }
                else if (element && reader.LocalName == "annotation" && reader.Depth == 1 && reader.GetAttribute("type") == "truth")
                {
                    string text = reader.ReadElementContentAsString().Trim();
                    truth = text.Length > 0 ? text : truth;
                }
                else
                {
                    reader.Read();
                }
            }
        }
        catch (XmlException e)
        {
            string where = e.LineNumber > 0 ? $"line {e.LineNumber}: " : "";
            throw new UnrollException($"{source}: {where}not InkML: {Plain(e.Message)}", e);
        }
        catch (Exception e) when (e is IOException or InvalidDataException)
        {
            throw new UnrollException($"{source}: cannot be read: {Plain(e.Message)}", e);
        }

        return strokes.Count > 0 ? new InkDocument(source, strokes, truth)
            : throw new UnrollException($"{source}: no <trace> with points; there is nothing written in it");
    }

    /// <summary>Files that name no encoding and are no UTF-8 are old ones of one byte a character.</summary>
    private static XmlReader Open(byte[] bytes, XmlReaderSettings settings) =>
        bytes.AsSpan().StartsWith("<ink"u8) && !Utf8.IsValid(bytes)
            ? XmlReader.Create(new StringReader(Encoding.Latin1.GetString(bytes)), settings)
            : XmlReader.Create(new MemoryStream(bytes), settings);

    private static void Add(string path, List<InkDocument> all, Action<UnrollException>? bad)
    {
        if (!HasEnding(path, ".zip"))
        {
            Guard(() => all.Add(Read(path)), bad);
            return;
        }

        try
        {
            using FileStream file = FileErrors.OpenRead(path);
            using var zip = new ZipArchive(file, ZipArchiveMode.Read);
            ZipArchiveEntry[] entries = [.. zip.Entries.Where(e => HasEnding(e.Name, ".inkml")).OrderBy(e => e.FullName, StringComparer.Ordinal)];
            if (entries.Length == 0)
            {
                throw new UnrollException($"{path}: no .inkml file inside");
            }

            foreach (ZipArchiveEntry entry in entries)
            {
                Guard(
                    () =>
                    {
                        string source = $"{path}, {entry.FullName}";
                        if (entry.Length > LargestFile)
                        {
                            throw new UnrollException($"{source}: {entry.Length} bytes; too many for ink");
                        }

                        using Stream stream = entry.Open();
                        all.Add(Parse(stream, source));
                    },
                    bad);
            }
        }
        catch (InvalidDataException e)
        {
            throw new UnrollException($"{path}: not a whole zip file: {Plain(e.Message)}", e);
        }
    }

    private static void Guard(Action read, Action<UnrollException>? bad)
    {
        try
        {
            read();
        }
        catch (UnrollException e) when (bad is not null)
        {
            bad(e);
        }
    }

    /// <summary>The points of a trace: "x y ..., x y ..., ...".</summary>
    private static InkPoint[] Points(string text, string source, int line)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            return [];
        }

        string[] parts = text.Split(',', StringSplitOptions.TrimEntries);
        int count = parts[^1].Length == 0 ? parts.Length - 1 : parts.Length;
        var points = new InkPoint[count];
        for (int i = 0; i < count; i++)
        {
            string[] numbers = parts[i].Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
            if (numbers.Length < 2 || !Number(numbers[0], out float x) || !Number(numbers[1], out float y))
            {
                throw new UnrollException(
                    $"{source}: line {line}: point {i + 1} of a trace: expected two numbers, x and y, got {Quote.Text(parts[i])}");
            }

            points[i] = new InkPoint(x, y);
        }

        return points;
    }

    private static bool Number(string text, out float value) =>
        float.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out value) && Math.Abs(value) < 1e9f;

    private static bool HasEnding(string name, string ending) => name.EndsWith(ending, StringComparison.OrdinalIgnoreCase);

    private static int Line(XmlReader reader) => reader is IXmlLineInfo info && info.HasLineInfo() ? info.LineNumber : 0;

    private static UnrollException Error(string source, XmlReader reader, string what) => new($"{source}: line {Line(reader)}: {what}");

    private static string Plain(string message) => message.ReplaceLineEndings(" ");
}
