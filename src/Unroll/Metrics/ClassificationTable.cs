using System.Globalization;
using System.Text;

namespace Unroll.Metrics;

/// <summary>Lays a <see cref="ClassificationReport"/> out as text, column for column as scikit-learn 1.2 does.</summary>
internal static class ClassificationTable
{
    private const string LastHeading = "weighted avg";

    internal static string Format(ClassificationReport report)
    {
        var shown = report.Classes.Where(c => c.Appears).ToArray();
        var width = shown.Select(c => Width(c.Label)).Append(LastHeading.Length).Max();
        var text = new StringBuilder();
        text.Append(' ', width + 1);
        foreach (var heading in (ReadOnlySpan<string>)["precision", "recall", "f1-score", "support"])
        {
            text.Append(' ').Append(heading.PadLeft(9));
        }

        text.Append("\n\n");
        foreach (var c in shown)
        {
            Row(text, width, c.Label, c.Precision, c.Recall, c.F1, c.Support);
        }

        text.Append('\n');
        Row(text, width, "accuracy", null, null, report.Accuracy, report.Count);
        Row(text, width, "macro avg", report.Macro.Precision, report.Macro.Recall, report.Macro.F1, report.Count);
        Row(text, width, LastHeading, report.Weighted.Precision, report.Weighted.Recall, report.Weighted.F1, report.Count);
        return text.ToString();
    }

    private static void Row(StringBuilder text, int width, string label, double? precision, double? recall, double f1, int support)
    {
        text.Append(' ', width - Width(label)).Append(label).Append(' ');
        foreach (var value in (ReadOnlySpan<double?>)[precision, recall, f1])
        {
            text.Append(' ').Append((value?.ToString("F2", CultureInfo.InvariantCulture) ?? "").PadLeft(9));
        }

        text.Append(' ').Append(support.ToString(CultureInfo.InvariantCulture).PadLeft(9)).Append('\n');
    }

    // A character is a text element here: a combining accent takes no column of its own.
    private static int Width(string label) => new StringInfo(label).LengthInTextElements;
}
