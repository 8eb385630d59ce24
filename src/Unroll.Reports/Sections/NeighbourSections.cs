using System.Globalization;
using Unroll.Layers;

namespace Unroll.Reports.Sections;

/// <summary>The rows of an embedding that point the same way.</summary>
internal static class NeighbourSections
{
    private const int Neighbours = 5;

    public static void Add(Func<string, ReportSection> open, Module model, ModelView view)
    {
        NamedParameter found = model.Parameters().FirstOrDefault(p => p.Name == view.Embedding);
        if (found.Parameter is not { Value: { Shape.Rank: 2 } table } || view.Tokens.Count < 3)
        {
            return;
        }

        int rows = Math.Min(table.Shape[0], view.Tokens.Count), columns = table.Shape[1];
        double[][] vectors = [.. Enumerable.Range(0, rows).Select(r => Direction(table.Span.Slice(r * columns, columns)))];
        IEnumerable<int> ids = view.Shown ?? Enumerable.Range(0, rows);
        var lines = ids.Where(id => id >= 0 && id < rows).Distinct().Take(view.MaxTokens).Select(id => (IReadOnlyList<string>)
        [
            Shown(view.Tokens[id]),
            .. Enumerable.Range(0, rows).Where(other => other != id)
                .Select(other => (Other: other, Cosine: vectors[id].Zip(vectors[other], (a, b) => a * b).Sum()))
                .OrderByDescending(n => n.Cosine).ThenBy(n => n.Other).Take(Neighbours)
                .Select(n => $"{Shown(view.Tokens[n.Other])} {n.Cosine.ToString("F2", CultureInfo.InvariantCulture)}"),
        ]);
        open("Neighbours in the embedding")
            .Text(
                $"For each of some tokens, the others whose learned vectors ({view.Embedding}, {columns} numbers) are nearest to its own by cosine: "
                + "1 the same direction, 0 unrelated.")
            .Table(["token", .. Enumerable.Range(1, Math.Min(Neighbours, rows - 1)).Select(n => n.ToString(CultureInfo.InvariantCulture))], lines);
    }

    private static double[] Direction(ReadOnlySpan<float> row)
    {
        var direction = new double[row.Length];
        double norm = 0;
        for (int i = 0; i < row.Length; i++)
        {
            direction[i] = row[i];
            norm += direction[i] * direction[i];
        }

        norm = Math.Sqrt(norm);
        return norm > 0 ? Array.ConvertAll(direction, v => v / norm) : direction;
    }

    /// <summary>White space by its name: it would not be seen.</summary>
    private static string Shown(string token) => token switch
    {
        " " => "(space)",
        "\n" => "(newline)",
        "\t" => "(tab)",
        "" => "(empty)",
        _ => token,
    };
}
