using System.Globalization;
using System.Text;
using Unroll.Data;

namespace Unroll.Metrics;

/// <summary>
/// Precision, recall and F1 of whole spans (entities), counted as the shared tasks' conlleval counts: a span is right where its first
/// step, its last step and its type are. A tag that goes on without a beginning begins a span of its own, and a change of type does too.
/// </summary>
public sealed class SpanReport
{
    private readonly SortedDictionary<string, (int Correct, int Predicted, int Truth)> _counts = new(StringComparer.Ordinal);

    /// <summary>Counts the spans of some sequences.</summary>
    /// <param name="truth">The true tags of each sequence.</param>
    /// <param name="predicted">The predicted tags of each sequence.</param>
    /// <exception cref="ArgumentException">The lengths differ, or a tag is neither O nor a place and a type.</exception>
    public SpanReport(IReadOnlyList<IReadOnlyList<string>> truth, IReadOnlyList<IReadOnlyList<string>> predicted)
    {
        ArgumentNullException.ThrowIfNull(truth);
        ArgumentNullException.ThrowIfNull(predicted);
        if (truth.Count != predicted.Count)
        {
            throw new ArgumentException($"expected {truth.Count} predicted sequences, got {predicted.Count}", nameof(predicted));
        }

        for (int s = 0; s < truth.Count; s++)
        {
            if (truth[s].Count != predicted[s].Count)
            {
                throw new ArgumentException($"sequence {s + 1} has {truth[s].Count} tags, but {predicted[s].Count} predicted ones", nameof(predicted));
            }

            HashSet<TaggedSpan> right = [.. TaggedSpan.Find(truth[s])];
            IReadOnlyList<TaggedSpan> found = TaggedSpan.Find(predicted[s]);
            foreach (TaggedSpan span in right)
            {
                Count(span.Type, truth: 1);
            }

            foreach (TaggedSpan span in found)
            {
                Count(span.Type, predicted: 1, correct: right.Contains(span) ? 1 : 0);
            }
        }

        All = Ratios(_counts.Values.Sum(c => c.Correct), _counts.Values.Sum(c => c.Predicted), _counts.Values.Sum(c => c.Truth));
    }

    /// <summary>Precision, recall and F1 over all types together.</summary>
    public AveragedMetrics All { get; }

    /// <summary>The true spans.</summary>
    public int Spans => _counts.Values.Sum(c => c.Truth);

    /// <summary>The predicted spans.</summary>
    public int Found => _counts.Values.Sum(c => c.Predicted);

    /// <summary>The predicted spans that are right.</summary>
    public int Correct => _counts.Values.Sum(c => c.Correct);

    /// <summary>Precision, recall and F1 by type, and the number of true spans.</summary>
    public IReadOnlyList<(string Type, AveragedMetrics Metrics, int Support)> Types =>
        [.. _counts.Select(c => (c.Key, Ratios(c.Value.Correct, c.Value.Predicted, c.Value.Truth), c.Value.Truth))];

    /// <summary>The summary as ordered (snake_case name, value) pairs.</summary>
    public IReadOnlyList<KeyValuePair<string, double>> Metrics =>
        [new("entity_precision", All.Precision), new("entity_recall", All.Recall), new("entity_f1", All.F1)];

    /// <summary>An aligned table of the types and of all together.</summary>
    public override string ToString()
    {
        int width = Math.Max(8, _counts.Keys.Select(k => k.Length).DefaultIfEmpty(0).Max());
        var text = new StringBuilder($"{"entities".PadRight(width)}  precision  recall      F1  support\n");
        foreach ((string type, AveragedMetrics m, int support) in Types.Append(("all", All, Spans)))
        {
            text.Append(CultureInfo.InvariantCulture, $"{type.PadRight(width)}  {m.Precision,9:F3}  {m.Recall,6:F3}  {m.F1,6:F3}  {support,7}\n");
        }

        return text.ToString();
    }

    private void Count(string type, int correct = 0, int predicted = 0, int truth = 0)
    {
        (int c, int p, int t) = _counts.GetValueOrDefault(type);
        _counts[type] = (c + correct, p + predicted, t + truth);
    }

    private static AveragedMetrics Ratios(int correct, int predicted, int truth)
    {
        double precision = predicted == 0 ? 0 : (double)correct / predicted, recall = truth == 0 ? 0 : (double)correct / truth;
        return new AveragedMetrics(precision, recall, predicted + truth == 0 ? 0 : 2.0 * correct / (predicted + truth));
    }
}
