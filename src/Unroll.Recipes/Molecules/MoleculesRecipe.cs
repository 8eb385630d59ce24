using System.Globalization;
using Unroll.Data;
using Unroll.Decoding;
using Unroll.Models;
using Unroll.Recurrent;

namespace Unroll.Recipes;

/// <summary>
/// Molecules, sign by sign: a network reads a thousand molecules in the line notation SMILES and writes new ones (after Segler et al. 2018).
/// A parser of ours says which of them spell a molecule.
/// </summary>
public sealed class MoleculesRecipe : LanguageRecipe
{
    /// <inheritdoc/>
    public override string Name => "molecules";

    /// <inheritdoc/>
    public override string Title => "New molecules in SMILES, sign by sign";

    /// <inheritdoc/>
    public override string Reference => "no published figure on these 1,128 molecules; baseline 6-grams";

    /// <inheritdoc/>
    public override string Measured => "see docs/results.md";

    internal override DataSet DataSet => DataSets.Molecules;

    internal override CorpusRecord Cut { get; } = new(PieceKind.Characters, Lines: true, MinCount: 1, Most: 1000, HeldOut: 0.1, ValidFile: null, Seed: 42, Steps: 100);

    internal override IReadOnlyList<LanguageVariant> Models { get; } =
    [
        new("lstm", new LanguageModelOptions { Embedding = 32, OutputDropout = 0.3f, Recurrent = new(Cell.Lstm, 256) },
            new TrainingRecord(Epochs: 60, Batch: 32, Optimizer: "adam:lr=0.004", Schedule: "cosine", Clip: 1, Patience: 0, Minutes: null, Seed: 42)),
    ];

    /// <summary>The column `smiles` of a CSV file, or a file with one molecule a line.</summary>
    internal override Corpus Read(string? path)
    {
        if (path is null)
            return Corpus.OfLines(MoleculeMaker.Make(42, 1200));
        string file = FileIn(path, "delaney-processed.csv");
        return Corpus.OfLines(file.EndsWith(".csv", StringComparison.OrdinalIgnoreCase)
            ? [.. CsvColumns.Read(file, "smiles").Select(r => r[0])] : TextLines.Read(file));
    }

    /// <summary>The share of samples that spell a molecule, and of those that are also new and different from each other.</summary>
    internal override GenerationExtras Extras(TrainedLanguage trained, IReadOnlyList<GeneratedText> samples)
    {
        HashSet<string> known = new(trained.Train.Lines!, StringComparer.Ordinal);
        string[] valid = [.. samples.Select(s => s.Text).Where(Smiles.IsValid)];
        double n = Math.Max(1, samples.Count), share = valid.Length / n;
        double fresh = valid.Where(v => !known.Contains(v)).Distinct(StringComparer.Ordinal).Count() / n;
        return new GenerationExtras(
            [new("valid", share), new("valid_new_distinct", fresh)],
            [string.Create(CultureInfo.InvariantCulture, $"{100 * share:F1}% of the samples spell a molecule (brackets, rings, valences, aromatic rings); {100 * fresh:F1}% are valid, new and different from each other.")],
            text => Smiles.Problem(text) ?? "valid");
    }
}
