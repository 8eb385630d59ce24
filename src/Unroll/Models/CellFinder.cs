namespace Unroll.Models;

/// <summary>
/// Finds the unit that follows a property of the text best, by correlation (after Karpathy, Johnson and Fei-Fei, "Visualizing and
/// understanding recurrent networks", 2015, who found theirs by eye).
/// </summary>
/// <param name="Feature">The property, in words.</param>
/// <param name="Unit">The unit.</param>
/// <param name="Correlation">Pearson's correlation over the text; negative where the unit falls as the property rises.</param>
public sealed record CellFinder(string Feature, int Unit, double Correlation)
{
    /// <summary>The properties that <see cref="Find"/> looks for, for each piece of a text.</summary>
    public static IReadOnlyList<(string Name, double[] Values)> Features(IReadOnlyList<string> pieces)
    {
        ArgumentNullException.ThrowIfNull(pieces);
        string[] names = ["inside quotation marks", "depth of brackets", "place in the line", "place in the word", "upper case"];
        var values = Array.ConvertAll(names, _ => new double[pieces.Count]);
        bool quoted = false;
        int depth = 0, column = 0, place = 0;
        for (int t = 0; t < pieces.Count; t++)
        {
            string piece = pieces[t];
            quoted = piece is "\"" ? !quoted : piece is "“" || (quoted && piece is not "”");
            depth = piece is "(" or "[" or "{" ? depth + 1 : piece is ")" or "]" or "}" ? Math.Max(0, depth - 1) : depth;
            column = piece == "\n" ? 0 : column + 1;
            place = piece.Length > 0 && char.IsLetterOrDigit(piece[0]) ? place + 1 : 0;
            values[0][t] = quoted ? 1 : 0;
            values[1][t] = depth;
            values[2][t] = column;
            values[3][t] = place;
            values[4][t] = piece.Length > 0 && char.IsUpper(piece[0]) ? 1 : 0;
        }

        return [.. names.Zip(values)];
    }

    /// <summary>For each property that varies in the text, the unit that follows it best; the strongest first.</summary>
    public static IReadOnlyList<CellFinder> Find(TextActivations activations, IReadOnlyList<string> pieces)
    {
        ArgumentNullException.ThrowIfNull(activations);
        return
        [
            .. Features(pieces).Where(f => f.Values.Distinct().Skip(1).Any())
                .Select(f => Best(activations, f.Name, f.Values)).OrderByDescending(f => Math.Abs(f.Correlation)),
        ];
    }

    /// <summary>Pearson's correlation; 0 where one of the two never changes.</summary>
    public static double Correlate(ReadOnlySpan<double> x, ReadOnlySpan<float> y)
    {
        double mx = 0, my = 0;
        for (int i = 0; i < x.Length; i++)
        {
            mx += x[i] / x.Length;
            my += (double)y[i] / x.Length;
        }

        double xy = 0, xx = 0, yy = 0;
        for (int i = 0; i < x.Length; i++)
        {
            double a = x[i] - mx, b = y[i] - my;
            xy += a * b;
            xx += a * a;
            yy += b * b;
        }

        return xx > 0 && yy > 0 ? xy / Math.Sqrt(xx * yy) : 0;
    }

    private static CellFinder Best(TextActivations activations, string name, double[] values)
    {
        var best = new CellFinder(name, 0, 0);
        for (int unit = 0; unit < activations.Units; unit++)
        {
            double r = Correlate(values, activations.Unit(unit));
            best = Math.Abs(r) > Math.Abs(best.Correlation) ? best with { Unit = unit, Correlation = r } : best;
        }

        return best;
    }
}
