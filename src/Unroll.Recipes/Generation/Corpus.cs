using System.Security.Cryptography;
using System.Text;
using Unroll.Data;

namespace Unroll.Recipes;

/// <summary>What a language model is trained on: lines, each an item, or one long text, or its bytes.</summary>
internal sealed class Corpus
{
    private Corpus(IReadOnlyList<string>? lines, string? text, byte[]? bytes) => (Lines, Text, Bytes) = (lines, text, bytes);

    /// <summary>The items; null for one long text.</summary>
    public IReadOnlyList<string>? Lines { get; }

    /// <summary>The long text; null for items and for bytes.</summary>
    public string? Text { get; }

    /// <summary>The bytes of a long text; null unless it is read as bytes.</summary>
    public byte[]? Bytes { get; }

    /// <summary>Items, or characters or bytes of the long text.</summary>
    public int Count => Lines?.Count ?? Text?.Length ?? Bytes!.Length;

    /// <summary>What the corpus is in words.</summary>
    public string Size => Lines is not null ? $"{Count:N0} items" : Text is not null ? $"a text of {Count:N0} characters" : $"{Count:N0} bytes";

    /// <summary>SHA-256 of the whole.</summary>
    public string Fingerprint => Convert.ToHexStringLower(SHA256.HashData(Bytes ?? Encoding.UTF8.GetBytes(Text ?? string.Join('\n', Lines!))));

    public static Corpus OfLines(IReadOnlyList<string> lines) => new(lines, null, null);

    public static Corpus OfText(string text) => new(null, text, null);

    public static Corpus OfBytes(byte[] bytes) => new(null, null, bytes);

    /// <summary>Reads a file: as lines, as a text, or as its look suggests where the form is null.</summary>
    /// <exception cref="UnrollException">The file cannot be read.</exception>
    public static Corpus Read(string path, bool? lines, PieceKind pieces)
    {
        if (pieces == PieceKind.Bytes && lines != true)
        {
            return OfBytes(LongText.ReadBytes(path));
        }

        if (lines == true)
        {
            return OfLines(TextLines.Read(path));
        }

        string text = LongText.Read(path);
        return lines is null && LooksLikeItems(text) ? OfLines(TextLines.Read(path)) : OfText(text);
    }

    /// <summary>The first or last part of the text, or some of the items.</summary>
    public Corpus Part(Range range) => Lines is not null ? OfLines([.. Lines.Take(range)])
        : Text is not null ? OfText(Text[range]) : OfBytes(Bytes![range]);

    /// <summary>Several lines, none of them blank and none very long: a list of items rather than prose.</summary>
    private static bool LooksLikeItems(string text)
    {
        string[] lines = text.TrimEnd('\n').Split('\n');
        return lines.Length > 1 && lines.All(l => l.Length is > 0 and <= 400 && !string.IsNullOrWhiteSpace(l));
    }
}
