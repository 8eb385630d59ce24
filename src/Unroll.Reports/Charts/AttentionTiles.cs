using Unroll.Reports.Pictures;
using Unroll.Reports.Text;

namespace Unroll.Reports.Charts;

/// <summary>A picture once for each word, dark where little attention was paid when the word was written (after
/// Xu et al. 2015, figure 2); the first 31 words.</summary>
/// <param name="id">A name that no other picture of the page has.</param>
/// <param name="picture">The picture.</param>
/// <param name="words">The words.</param>
/// <param name="weights">The attention of each word, row by row of a square grid.</param>
/// <param name="grid">The side of the grid.</param>
public sealed class AttentionTiles(
    string id, RgbPicture picture, IReadOnlyList<string> words, IReadOnlyList<float[]> weights, int grid) : IChart
{
    private const double Tile = 104, Gap = 10, Line = 26;
    private const int PerRow = 8, Most = 4 * PerRow;

    /// <summary>What the chart shows, for readers who do not see it.</summary>
    public string Description { get; init; } = "attention over a picture";

    /// <inheritdoc/>
    public string ToSvg()
    {
        int tiles = Math.Min(Most, Math.Min(words.Count, weights.Count) + 1);
        int columns = Math.Min(PerRow, tiles), rows = (tiles + PerRow - 1) / PerRow;
        var svg = new SvgWriter((columns * (Tile + Gap)) + Gap, (rows * (Tile + Line)) + Gap, Description);
        svg.Picture(id, Gap, Gap, Tile, picture.ToPng());
        svg.Text(Gap + (Tile / 2), Gap + Tile + 15, "the picture", "m tick");
        for (int t = 1; t < tiles; t++)
        {
            double x = Gap + (t % PerRow * (Tile + Gap)), y = Gap + (t / PerRow * (Tile + Line));
            svg.PictureAgain(id, x - Gap, y - Gap);
            float[] looked = weights[t - 1];
            double most = Math.Max(looked.DefaultIfEmpty(0).Max(), 1e-12), cell = Tile / grid;
            for (int p = 0; p < Math.Min(looked.Length, grid * grid); p++)
            {
                svg.Shade(
                    x + (p % grid * cell), y + (p / grid * cell), cell, 0.82 * (1 - (looked[p] / most)),
                    $"{words[t - 1]}: {Numbers.Value(looked[p])}");
            }

            svg.Text(x + (Tile / 2), y + Tile + 15, TextMetrics.Fit(words[t - 1], AxisPainter.FontSize, Tile), "m lab", tip: words[t - 1]);
        }

        return svg.Finish();
    }
}
