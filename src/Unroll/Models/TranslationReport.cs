using System.Globalization;
using Unroll.Metrics;

namespace Unroll.Models;

/// <summary>How good translations are.</summary>
public sealed class TranslationReport
{
    /// <summary>Compares translations with their references.</summary>
    /// <param name="translations">What a model wrote.</param>
    /// <param name="references">What was expected: one or more each; the nearest counts for the edit distance, any for exactness.</param>
    /// <exception cref="ArgumentException">There are more or fewer references than translations, or none.</exception>
    public TranslationReport(IReadOnlyList<string> translations, IReadOnlyList<IReadOnlyList<string>> references)
    {
        ArgumentNullException.ThrowIfNull(translations);
        ArgumentNullException.ThrowIfNull(references);
        if (translations.Count != references.Count || translations.Count == 0)
        {
            throw new ArgumentException(
                $"expected as many references as translations, and some; got {references.Count} and {translations.Count}",
                nameof(references));
        }

        string[] first = [.. references.Select(r => r[0])];
        Bleu = new Bleu(translations, first);
        ChrF = new ChrF(translations, first);
        Distances = [.. translations.Select((t, i) => EditDistance.ToNearest(t, references[i]))];
        Lengths = [.. first.Select(Data.TextElements.Count)];
        Exact = [.. translations.Select((t, i) => references[i].Contains(t))];
    }

    /// <summary>The same with one reference each.</summary>
    public TranslationReport(IReadOnlyList<string> translations, IReadOnlyList<string> references)
        : this(translations, [.. references.Select(r => (IReadOnlyList<string>)[r])])
    {
    }

    /// <summary>BLEU.</summary>
    public Bleu Bleu { get; }

    /// <summary>chrF.</summary>
    public ChrF ChrF { get; }

    /// <summary>The edit distance of each translation, in characters.</summary>
    public IReadOnlyList<int> Distances { get; }

    /// <summary>The length of each (first) reference, in characters.</summary>
    public IReadOnlyList<int> Lengths { get; }

    /// <summary>Which translations are exactly as expected.</summary>
    public IReadOnlyList<bool> Exact { get; }

    /// <summary>The sum of the edit distances as a share of the sum of the references' lengths.</summary>
    public double ErrorRate => (double)Distances.Sum() / Math.Max(1, Lengths.Sum());

    /// <summary>The figures by snake_case name.</summary>
    public IReadOnlyList<KeyValuePair<string, double>> Metrics =>
    [
        new("bleu", Bleu.Score), new("chrf", ChrF.Score), new("exact", (double)Exact.Count(e => e) / Exact.Count),
        new("edit_distance", Distances.Average()), new("error_rate", ErrorRate),
    ];

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture,
        $"{Bleu}, chrF {ChrF.Score:F1}\nexact {100.0 * Exact.Count(e => e) / Exact.Count:F1}%, edit distance {Distances.Average():F2} "
        + $"({100 * ErrorRate:F1}% of the references' length), {Exact.Count} texts");

    internal static double Rate(IReadOnlyList<string> translations, IReadOnlyList<string> references) =>
        (double)translations.Select((t, i) => EditDistance.Between(t, references[i])).Sum()
        / Math.Max(1, references.Sum(Data.TextElements.Count));
}
