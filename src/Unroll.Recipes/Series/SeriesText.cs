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

    /// <summary>What a cross-validation over k folds came to.</summary>
    /// <param name="k">The folds.</param>
    /// <param name="means">Metrics whose names begin with fold_, each with its spread.</param>
    public static string Folds(int k, IReadOnlyList<KeyValuePair<string, double>> means)
    {
        Dictionary<string, double> of = means.ToDictionary();
        return string.Create(CultureInfo.InvariantCulture,
            $"{k}-fold cross-validation: accuracy {of["fold_accuracy"]:F4} ± {of["fold_accuracy_sd"]:F4}, "
            + $"macro F1 {of["fold_macro_f1"]:F4} ± {of["fold_macro_f1_sd"]:F4}; no fold's test part chose anything.");
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
