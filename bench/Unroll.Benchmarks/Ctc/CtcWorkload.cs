namespace Unroll.Benchmarks.Ctc;

/// <summary>A batch for CTC: what both sides start from.</summary>
/// <param name="Name">What --only looks into.</param>
/// <param name="Steps">The longest row.</param>
/// <param name="Rows">Rows; the shortest has half the steps of the longest.</param>
/// <param name="Classes">Classes, the blank being 0.</param>
/// <param name="Labels">Labels of the longest row; a shorter one has its share.</param>
internal sealed record CtcWorkload(string Name, int Steps, int Rows, int Classes, int Labels)
{
    public static IReadOnlyList<CtcWorkload> All { get; } =
    [
        new("digits: T150 B32, 11 classes, 7 labels", 150, 32, 11, 7),
        new("phonemes: T300 B16, 40 classes, 60 labels", 300, 16, 40, 60),
        new("characters: T800 B8, 80 classes, 200 labels", 800, 8, 80, 200),
    ];

    /// <summary>The lengths of the rows, longest first.</summary>
    public int[] Lengths => [.. Enumerable.Range(0, Rows).Select(r => Steps - (r * Steps / (2 * Rows)))];

    /// <summary>The labels of each row.</summary>
    public int[][] Targets()
    {
        var random = new Random(3);
        return Array.ConvertAll(Lengths, l => Enumerable.Range(0, Math.Max(1, Labels * l / Steps)).Select(_ => 1 + random.Next(Classes - 1)).ToArray());
    }

    /// <summary>The logits of each row, [steps, classes].</summary>
    public float[][] Logits()
    {
        var random = new Random(4);
        return Array.ConvertAll(Lengths, l => Enumerable.Range(0, l * Classes).Select(_ => (4 * random.NextSingle()) - 2).ToArray());
    }
}
