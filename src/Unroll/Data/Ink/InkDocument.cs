namespace Unroll.Data.Ink;

/// <summary>What was written with a pen, stroke after stroke.</summary>
/// <param name="Name">Where it came from, for messages and lists.</param>
/// <param name="Strokes">The strokes in the order they were written, each of at least one point.</param>
/// <param name="Truth">What it says, as its file spells it; null where the file does not tell.</param>
public sealed record InkDocument(string Name, IReadOnlyList<InkPoint[]> Strokes, string? Truth)
{
    /// <summary>The number of points.</summary>
    public int Points => Strokes.Sum(s => s.Length);
}
