using System.Globalization;
using Unroll.Data;
using Unroll.Decoding;

namespace Unroll.Recipes;

/// <summary>How new samples are: whether they stand in the training data, whether they differ from each other, and how long they are.</summary>
/// <param name="Samples">The number of samples.</param>
/// <param name="New">The share of samples that are not in the training data; for a text, of its windows of 24 characters.</param>
/// <param name="Distinct">The share of different ones among the samples.</param>
/// <param name="HeldOut">The share of samples that stand in the held-out data, which nobody had shown the model.</param>
/// <param name="MeanLength">Characters a sample.</param>
/// <param name="DataLength">Characters an item of the training data.</param>
/// <param name="Ended">The share of samples that ended by themselves.</param>
internal sealed record Novelty(int Samples, double New, double Distinct, double HeldOut, double MeanLength, double DataLength, double Ended)
{
    private const int Window = 24;

    /// <summary>Of items.</summary>
    public static Novelty OfItems(IReadOnlyList<GeneratedText> samples, IReadOnlyList<string> train, IReadOnlyList<string> heldOut)
    {
        HashSet<string> known = new(train, StringComparer.Ordinal), unseen = new(heldOut, StringComparer.Ordinal);
        double n = Math.Max(1, samples.Count);
        return new Novelty(
            samples.Count, samples.Count(s => !known.Contains(s.Text)) / n, samples.Select(s => s.Text).Distinct(StringComparer.Ordinal).Count() / n,
            samples.Count(s => unseen.Contains(s.Text)) / n, samples.Sum(s => TextElements.Count(s.Text)) / n,
            train.Sum(t => (double)TextElements.Count(t)) / Math.Max(1, train.Count), samples.Count(s => s.Ended) / n);
    }

    /// <summary>Of a long text: windows of 24 characters that stand nowhere in the training text, and that differ from each other.</summary>
    public static Novelty OfText(string sample, string train)
    {
        var windows = new List<string>();
        for (int i = 0; i + Window <= sample.Length; i += Window / 2)
        {
            windows.Add(sample.Substring(i, Window));
        }

        double n = Math.Max(1, windows.Count);
        return new Novelty(
            windows.Count, windows.Count(w => !train.Contains(w, StringComparison.Ordinal)) / n, windows.Distinct(StringComparer.Ordinal).Count() / n,
            0, sample.Length, train.Length, 0);
    }

    /// <summary>Metrics by name.</summary>
    public IReadOnlyList<KeyValuePair<string, double>> Metrics(bool items) => items
        ? [new("new", New), new("distinct", Distinct), new("mean_length", MeanLength), new("data_mean_length", DataLength)]
        : [new("new", New), new("distinct", Distinct)];

    /// <summary>The same in a sentence.</summary>
    public string Sentence(bool items) => items
        ? string.Create(CultureInfo.InvariantCulture,
            $"Of {Samples:N0} samples {100 * New:F1}% are not in the training data, {100 * Distinct:F1}% differ from each other, {100 * HeldOut:F1}% stand in the held-out data; "
            + $"their mean length is {MeanLength:F1} characters, the data's {DataLength:F1}.")
        : string.Create(CultureInfo.InvariantCulture,
            $"Of {Samples:N0} windows of {Window} characters of a sample {100 * New:F1}% stand nowhere in the training text, {100 * Distinct:F1}% differ from each other.");
}
