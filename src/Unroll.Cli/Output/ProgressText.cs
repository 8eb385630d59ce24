using Unroll.Training;

namespace Unroll.Cli.Output;

/// <summary>Progress in words.</summary>
internal static class ProgressText
{
    private const string Sparks = "▁▂▃▄▅▆▇█";

    /// <summary>An epoch in one line.</summary>
    public static string Line(string title, TrainingProgress p)
    {
        string line = $"{title}{(title.Length > 0 ? "  " : "")}{p.Unit ?? "epoch"} {p.Epoch}/{p.Epochs}  loss {p.Loss:0.0000}";
        if (!double.IsNaN(p.Accuracy))
        {
            line += $"  accuracy {Percent(p.Accuracy)}";
        }

        foreach ((string name, double value) in p.Validation ?? [])
        {
            line += $"  valid {name} {(name == "accuracy" ? Percent(value) : value.ToString("0.0000"))}";
        }

        string rate = p.ItemsPerSecond > 0 ? "  " + Rate(p.ItemsPerSecond) : "";
        return $"{line}{rate}  {Duration(p.Left)} left{(p.Best ? "  best" : "")}";
    }

    /// <summary>A share as a percentage with one decimal.</summary>
    public static string Percent(double share) => (100 * share).ToString("0.0") + "%";

    /// <summary>Items a second.</summary>
    public static string Rate(double itemsPerSecond) => itemsPerSecond.ToString("#,0") + "/s";

    /// <summary>A duration as a clock shows it.</summary>
    public static string Duration(TimeSpan t) => t.TotalHours >= 1
        ? $"{(int)t.TotalHours}:{t.Minutes:00}:{t.Seconds:00}"
        : $"{t.Minutes}:{t.Seconds:00}";

    /// <summary>The last values as a row of bars, lowest to highest.</summary>
    public static string Sparkline(IReadOnlyList<double> values, int columns)
    {
        double[] last = [.. values.Where(double.IsFinite).TakeLast(columns)];
        if (last.Length < 2)
        {
            return "";
        }

        double low = last.Min(), range = last.Max() - low;
        return string.Concat(last.Select(v => Sparks[range > 0 ? (int)Math.Round((v - low) / range * (Sparks.Length - 1)) : 0]));
    }
}
