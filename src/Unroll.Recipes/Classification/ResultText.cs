using System.Globalization;
using System.Text;
using Unroll.Data;
using Unroll.Metrics;

namespace Unroll.Recipes;

/// <summary>Results of classifiers as text of aligned columns.</summary>
internal static class ResultText
{
    private const int MostColumns = 24;

    /// <summary>The metrics that comparisons show, in order.</summary>
    internal static readonly string[] Columns =
    [
        "accuracy", "macro_f1", "weighted_f1", "accuracy_unseen", "group_accuracy", "group_macro_f1", "parameters", "training_seconds",
    ];

    /// <summary>Models under each other: the metrics that all tables show, with the deviation where there were several splits.</summary>
    public static string Comparison(IReadOnlyList<RunModel> models)
    {
        string[] shown = [.. Columns.Where(c => models.Any(m => m.Metrics.Any(p => p.Key == c)))];
        var rows = new List<string[]> { (string[])["model", .. shown.Select(c => c.Replace('_', ' '))] };
        rows.AddRange(models.Select(m => (string[])[m.Name, .. shown.Select(c => Cell(m, c))]));
        return Align(rows);
    }

    /// <summary>The row-normalised confusion matrix in per cent: a row the true class, a column the predicted one.</summary>
    public static string Confusion(ConfusionMatrix confusion)
    {
        int[] classes = [.. Enumerable.Range(0, confusion.Classes).Where(c => confusion.Support(c) > 0 || confusion.Predicted(c) > 0)];
        if (classes.Length > MostColumns)
            return "";
        double[,] shares = confusion.RowNormalized();
        var rows = new List<string[]> { (string[])["% of row", .. classes.Select(c => Short(confusion.Labels[c]))] };
        foreach (int truth in classes)
        {
            rows.Add([confusion.Labels[truth], .. classes.Select(p => confusion[truth, p] == 0 ? "." : Number(shares[truth, p] * 100, "F0"))]);
        }

        return Align(rows, gap: 1);
    }

    private static string Cell(RunModel model, string column)
    {
        double? value = Find(model, column);
        if (value is null)
            return "-";
        string format = column switch { "parameters" => "N0", "training_seconds" => "F1", _ => "F4" };
        return Number(value.Value, format) + (Find(model, column + "_sd") is { } spread ? " ± " + Number(spread, format) : "");
    }

    private static double? Find(RunModel model, string name) =>
        model.Metrics.Where(m => m.Key == name).Select(m => (double?)m.Value).FirstOrDefault();

    internal static string Align(IReadOnlyList<string[]> rows, int gap = 2)
    {
        int[] widths = [.. Enumerable.Range(0, rows[0].Length).Select(c => rows.Max(r => Width(r[c])))];
        var text = new StringBuilder();
        foreach (string[] row in rows)
        {
            text.Append(row[0]).Append(' ', widths[0] - Width(row[0]));
            for (int c = 1; c < row.Length; c++)
            {
                text.Append(' ', gap + widths[c] - Width(row[c])).Append(row[c]);
            }

            text.Append('\n');
        }

        return text.ToString();
    }

    private static string Short(string label) => string.Concat(TextElements.Split(label).Take(3));

    private static int Width(string text) => TextElements.Count(text);

    private static string Number(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);
}
