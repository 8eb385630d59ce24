using Unroll.Reports.Text;

namespace Unroll.Reports.Charts;

/// <summary>How a classifier's opinion changes while it reads: a row a class, a column a character, colour the probability after it.</summary>
/// <param name="characters">The characters read.</param>
/// <param name="probabilities">After each character, the probability of each class.</param>
/// <param name="labels">Names of the classes.</param>
public sealed class CharacterStrip(IReadOnlyList<string> characters, IReadOnlyList<IReadOnlyList<float>> probabilities, IReadOnlyList<string> labels) : IChart
{
    /// <summary>How many classes are shown: those that were most probable at some character.</summary>
    public int Classes { get; init; } = 6;

    /// <inheritdoc/>
    public string ToSvg()
    {
        var steps = Math.Min(characters.Count, probabilities.Count);
        var shown = Enumerable.Range(0, labels.Count)
            .OrderByDescending(c => Enumerable.Range(0, steps).Select(t => At(t, c)).DefaultIfEmpty(0).Max())
            .Take(Classes)
            .ToArray();
        var values = new double[shown.Length, steps];
        for (var r = 0; r < shown.Length; r++)
        {
            for (var t = 0; t < steps; t++)
            {
                values[r, t] = At(t, shown[r]);
            }
        }

        return new HeatMap([.. shown.Select(c => labels[c])], [.. characters.Take(steps)], values)
        {
            Description = $"probability of each class after each character of {string.Concat(characters)}",
            Minimum = 0,
            Maximum = 1,
            MaxCell = 40,
            UprightColumns = true,
            CellText = (_, _, p) => p >= 0.095 ? Numbers.WholePercent(p) : "",
            CellTip = (r, t, p) => $"after {string.Concat(characters.Take(t + 1))}\n{labels[shown[r]]}: {Numbers.Percent(p)}",
            BarText = p => Numbers.WholePercent(p) + "%",
        }.ToSvg();
    }

    private double At(int step, int label) => label < probabilities[step].Count ? probabilities[step][label] : double.NaN;
}
