using Unroll.Reports;
using Unroll.Reports.Charts;

namespace Unroll.Recipes;

/// <summary>What is mistaken for what, attribute by attribute: captions of both sides are read back by the grammar.</summary>
internal sealed class SceneConfusion
{
    private static readonly string[] Arrangements = [.. SceneWords.Places, .. SceneWords.Relations, .. SceneWords.Rows];

    private readonly double[,] _sizes = new double[SceneWords.Sizes.Length, SceneWords.Sizes.Length];
    private readonly double[,] _colors = new double[SceneWords.Colors.Length, SceneWords.Colors.Length];
    private readonly double[,] _kinds = new double[SceneWords.Kinds.Length, SceneWords.Kinds.Length];
    private readonly double[,] _arrangements = new double[Arrangements.Length, Arrangements.Length];

    /// <summary>Counts.</summary>
    public SceneConfusion(IEnumerable<string> truths, IEnumerable<string> captions)
    {
        foreach ((string truth, string caption) in truths.Zip(captions))
        {
            SceneDescription expected = SceneDescription.Parse(truth)!;
            Scenes++;
            if (SceneDescription.Parse(caption) is not { } said)
            {
                Unreadable++;
                continue;
            }

            if (said.Shapes.Count != expected.Shapes.Count)
            {
                Miscounted++;
                continue;
            }

            int first = expected.Shapes.Count switch { 1 => 0, 2 => SceneWords.Places.Length, _ => Arrangements.Length - SceneWords.Rows.Length };
            _arrangements[first + expected.Arrangement, first + said.Arrangement]++;
            for (int i = 0; i < said.Shapes.Count; i++)
            {
                _sizes[expected.Shapes[i].Size, said.Shapes[i].Size]++;
                _colors[expected.Shapes[i].Color, said.Shapes[i].Color]++;
                _kinds[expected.Shapes[i].Kind, said.Shapes[i].Kind]++;
            }
        }
    }

    /// <summary>Scenes counted.</summary>
    public int Scenes { get; }

    /// <summary>Captions that the grammar does not have.</summary>
    public int Unreadable { get; }

    /// <summary>Captions that name more or fewer shapes than there are.</summary>
    public int Miscounted { get; }

    /// <summary>The share of each attribute that is right, among captions that name as many shapes as there are.</summary>
    public IReadOnlyList<KeyValuePair<string, double>> Metrics =>
    [
        new("size", Right(_sizes)), new("color", Right(_colors)), new("shape", Right(_kinds)), new("relation", Right(_arrangements)),
        new("shape_count", Scenes == 0 ? 0 : 1 - ((Unreadable + Miscounted) / (double)Scenes)),
    ];

    /// <summary>The matrices.</summary>
    public void Show(ReportSection section) => section.Charts(
        Map("size", SceneWords.Sizes, _sizes), Map("colour", SceneWords.Colors, _colors), Map("shape", SceneWords.Kinds, _kinds),
        Map("arrangement", Arrangements, _arrangements));

    private static (IChart Chart, string Caption) Map(string name, string[] names, double[,] counts) => (
        new HeatMap(names, names, counts)
        {
            Description = $"confusion by {name}", RowTitle = "there is", ColumnTitle = "said", MaxCellsWidth = 420, MaxCell = 40,
            CellText = (_, _, v) => v == 0 ? "" : $"{v}",
        },
        $"{name}: a row what is there, a column what was said");

    private static double Right(double[,] counts)
    {
        double right = 0, all = 0;
        for (int r = 0; r < counts.GetLength(0); r++)
        {
            for (int c = 0; c < counts.GetLength(1); c++)
            {
                all += counts[r, c];
                right += r == c ? counts[r, c] : 0;
            }
        }

        return all == 0 ? 0 : right / all;
    }
}
