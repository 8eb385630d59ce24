using System.Globalization;

namespace Unroll.Recipes;

/// <summary>Results about numbers as text of aligned columns.</summary>
internal static class SeriesText
{
    /// <summary>The metrics that comparisons show, in order.</summary>
    internal static readonly string[] Columns = ["mae", "rmse", "bias", "r_squared", "interval_coverage", "parameters", "training_seconds"];

    /// <summary>Models under each other.</summary>
    public static string Comparison(IReadOnlyList<RunModel> models, params IReadOnlyList<string> columns)
    {
        string[] shown = [.. (columns.Count > 0 ? columns : Columns).Where(c => models.Any(m => m.Metrics.Any(p => p.Key == c)))];
        var rows = new List<string[]> { (string[])["model", .. shown.Select(c => c.Replace('_', ' '))] };
        rows.AddRange(models.Select(m => (string[])[m.Name, .. shown.Select(c => Cell(m, c))]));
        return ResultText.Align(rows);
    }

    private static string Cell(RunModel model, string column)
    {
        if (Find(model, column) is not { } value)
            return "-";
        return Number(value, column) + (Find(model, column + "_sd") is { } spread ? " ± " + Number(spread, column) : "");
    }

    private static string Number(double value, string column) =>
        value.ToString(column switch { "parameters" or "epochs" => "N0", "training_seconds" => "F1", _ => "G5" }, CultureInfo.InvariantCulture);

    private static double? Find(RunModel model, string name) =>
        model.Metrics.Where(m => m.Key == name).Select(m => (double?)m.Value).FirstOrDefault();
}
