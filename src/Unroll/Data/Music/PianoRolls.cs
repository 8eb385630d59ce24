using System.Text.Json;
using Unroll.Formats;

namespace Unroll.Data.Music;

/// <summary>Pieces of polyphonic music with a split into parts.</summary>
/// <param name="Train">The pieces to train on.</param>
/// <param name="Valid">The pieces that choose among models.</param>
/// <param name="Test">The pieces that nothing is chosen by.</param>
public sealed record PianoRolls(IReadOnlyList<PianoRoll> Train, IReadOnlyList<PianoRoll> Valid, IReadOnlyList<PianoRoll> Test)
{
    /// <summary>
    /// Reads the form of the JSB chorales: <c>{"train": [piece, ...], "valid": ..., "test": ...}</c>, a piece a list of steps, a step a list
    /// of MIDI pitches.
    /// </summary>
    /// <exception cref="UnrollException">The file is missing or malformed; the message names the line and byte, or the piece and step.</exception>
    public static PianoRolls Read(string path) => Parse(FileErrors.ReadAllBytes(path), path);

    /// <summary>Reads the bytes of such a file.</summary>
    /// <param name="bytes">The bytes.</param>
    /// <param name="name">What messages call the file.</param>
    /// <exception cref="UnrollException">They are malformed.</exception>
    public static PianoRolls Parse(ReadOnlyMemory<byte> bytes, string name)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(bytes);
            return new PianoRolls(Part(document.RootElement, "train", name), Part(document.RootElement, "valid", name), Part(document.RootElement, "test", name));
        }
        catch (JsonException e)
        {
            throw new UnrollException($"{name}:{(e.LineNumber ?? 0) + 1}: byte {e.BytePositionInLine ?? 0} of the line: not JSON: {FirstSentence(e)}", e);
        }
    }

    private static List<PianoRoll> Part(JsonElement root, string part, string name)
    {
        if (root.ValueKind != JsonValueKind.Object || !root.TryGetProperty(part, out JsonElement pieces) || pieces.ValueKind != JsonValueKind.Array)
        {
            throw new UnrollException($"{name}: expected an object with a list of pieces under `{part}`");
        }

        var rolls = new List<PianoRoll>();
        foreach (JsonElement piece in pieces.EnumerateArray())
        {
            Expect(piece, $"{part}[{rolls.Count}]", name);
            var frames = new List<int[]>();
            foreach (JsonElement step in piece.EnumerateArray())
            {
                string where = $"{part}[{rolls.Count}][{frames.Count}]";
                Expect(step, where, name);
                frames.Add([.. step.EnumerateArray().Select(p => Pitch(p, where, name))]);
            }

            rolls.Add(frames.Count > 0 ? new PianoRoll(frames) : throw new UnrollException($"{name}: {part}[{rolls.Count}] has no step"));
        }

        return rolls;
    }

    private static int Pitch(JsonElement element, string where, string name) =>
        element.ValueKind == JsonValueKind.Number && element.TryGetInt32(out int pitch)
        && pitch is >= PianoRoll.Lowest and < PianoRoll.Lowest + PianoRoll.Keys ? pitch
        : throw new UnrollException(
            $"{name}: {where}: expected pitches from {PianoRoll.Lowest} to {PianoRoll.Lowest + PianoRoll.Keys - 1}, got {Quote.Text(element.GetRawText())}");

    private static void Expect(JsonElement element, string where, string name)
    {
        if (element.ValueKind != JsonValueKind.Array)
        {
            throw new UnrollException($"{name}: {where}: expected a list, got {Quote.Text(element.GetRawText())}");
        }
    }

    private static string FirstSentence(JsonException e)
    {
        string text = e.Message.ReplaceLineEndings(" ");
        int end = text.IndexOf(" LineNumber", StringComparison.Ordinal);
        return end < 0 ? text : text[..end].TrimEnd('.', ' ');
    }
}
