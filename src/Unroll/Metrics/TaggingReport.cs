using System.Globalization;
using Unroll.Data;

namespace Unroll.Metrics;

/// <summary>How well the words of some sentences were tagged: words, sentences and, where the tags mark spans, whole spans.</summary>
public sealed class TaggingReport
{
    /// <summary>Evaluates predictions.</summary>
    /// <param name="truth">The true tags.</param>
    /// <param name="predicted">A tag id for each word of each sentence.</param>
    /// <param name="known">The words that were trained on, as <see cref="WordForms.Key"/> writes them; null where that is not asked.</param>
    /// <exception cref="ArgumentException">The sentences differ in number or length.</exception>
    public TaggingReport(TaggedText truth, IReadOnlyList<int[]> predicted, Vocabulary? known = null)
    {
        ArgumentNullException.ThrowIfNull(truth);
        ArgumentNullException.ThrowIfNull(predicted);
        int[] right = [.. truth.SelectMany(s => s.Tags)], given = [.. predicted.SelectMany(p => p)];
        Words = new ClassificationReport(right, given, truth.Tags);
        SentenceAccuracy = (double)truth.Where((s, i) => s.Tags.AsSpan().SequenceEqual(predicted[i])).Count() / Math.Max(1, truth.Count);
        if (known is not null)
        {
            bool[] unseen = [.. truth.SelectMany(s => s.Words).Select(w => known.IdOf(WordForms.Key(w)) == Vocabulary.UnknownId)];
            Unseen = unseen.Count(u => u);
            UnseenAccuracy = (double)unseen.Where((u, i) => u && right[i] == given[i]).Count() / Math.Max(1, Unseen);
        }

        if (truth.Scheme != TagScheme.Plain)
        {
            Spans = new SpanReport([.. truth.Select(s => Names(s.Tags))], [.. predicted.Select(Names)]);
        }

        string[] Names(int[] tags) => Array.ConvertAll(tags, t => truth.Tags[t]);
    }

    /// <summary>Accuracy over the words, and precision, recall and F1 by tag.</summary>
    public ClassificationReport Words { get; }

    /// <summary>The share of sentences all of whose words have the right tag.</summary>
    public double SentenceAccuracy { get; }

    /// <summary>The words that were not seen in training.</summary>
    public int Unseen { get; }

    /// <summary>Accuracy over those.</summary>
    public double UnseenAccuracy { get; }

    /// <summary>Whole spans; null where the tags mark none.</summary>
    public SpanReport? Spans { get; }

    /// <summary>The one figure that such data is judged by: F1 of the spans, or accuracy over the words.</summary>
    public double Score => Spans?.All.F1 ?? Words.Accuracy;

    /// <summary>The summary as ordered (snake_case name, value) pairs.</summary>
    public IReadOnlyList<KeyValuePair<string, double>> Metrics =>
    [
        .. Spans?.Metrics ?? [],
        new("accuracy", Words.Accuracy),
        new("sentence_accuracy", SentenceAccuracy),
        .. Unseen > 0 ? (KeyValuePair<string, double>[])[new("accuracy_unseen", UnseenAccuracy)] : [],
        new("macro_f1", Words.Macro.F1),
    ];

    /// <summary>Tables of the spans, or of the tags where there are none, and a line of accuracies.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture,
        $"{Spans?.ToString() ?? Words.ToString()}\nwords {Words.Accuracy:P2} right of {Words.Count:N0}, whole sentences {SentenceAccuracy:P2}"
        + $"{(Unseen > 0 ? $", words not seen in training {UnseenAccuracy:P2} of {Unseen:N0}" : "")}\n");
}
