using System.Globalization;
using System.Text;
using Unroll.Data;
using Unroll.Decoding;
using Unroll.Models;
using Unroll.Recurrent;
using Unroll.Reports;

namespace Unroll.Recipes;

/// <summary>
/// Does a model that only learns which byte comes next learn what a review means? After Radford, Jozefowicz and Sutskever, "Learning to
/// generate reviews and discovering sentiment" (2017): a byte model reads reviews, and a straight cut through its state tells praise from
/// blame. Theirs read 82 million reviews; this one reads ten thousand sentences.
/// </summary>
public sealed class SentimentNeuronRecipe : LanguageRecipe
{
    /// <inheritdoc/>
    public override string Name => "sentiment-neuron";

    /// <inheritdoc/>
    public override string Title => "What a byte model of reviews knows of praise and blame";

    /// <inheritdoc/>
    public override string Reference => "none on so little text (86.9% on these sentences after 82 million reviews: Radford et al. 2017); baseline n-grams";

    /// <inheritdoc/>
    public override string Measured => "68.9% by the mean of the states, 65.9% by those of a network that has learned nothing; n-grams with labels 72.3% (docs/results.md)";

    internal override DataSet DataSet => DataSets.RtPolarity;

    // A tenth of the sentences is kept from the byte model and from the probe alike: on them the probe is tested.
    internal override CorpusRecord Cut { get; } = new(PieceKind.Bytes, Lines: true, MinCount: 1, Most: 256, HeldOut: 0.1, ValidFile: null, Seed: 42, Steps: 100);

    internal override IReadOnlyList<LanguageVariant> Models { get; } =
    [
        new("lstm", new LanguageModelOptions { Embedding = 64, OutputDropout = 0.4f, Recurrent = new(Cell.Lstm, 512) },
            new TrainingRecord(Epochs: 8, Batch: 32, Optimizer: "adam:lr=0.003", Schedule: "cosine", Clip: 1, Patience: 0, Minutes: null, Seed: 42)),
    ];

    internal override Corpus Read(string? path) => Corpus.OfLines([.. Reviews(path).Select(r => r.Text)]);

    internal override GenerationExtras Extras(TrainedLanguage trained, IReadOnlyList<GeneratedText> samples)
    {
        // 1. The labels, which the byte model never saw.
        var labels = new Dictionary<string, bool>(StringComparer.Ordinal);
        foreach ((string text, bool positive) in Reviews(trained.Plan.Data.Path))
        {
            labels[text] = positive;
        }

        string[] train = [.. trained.Train.Lines!.Distinct(StringComparer.Ordinal)], test = [.. trained.Valid.Lines!];
        bool[] truth = [.. train.Select(t => labels[t])], asked = [.. test.Select(t => labels[t])];

        // 2. What the model holds when it reads each review, and what one that has learned nothing holds.
        ulong seed = trained.Plan.Training.Seed;
        (float[][] Last, float[][] Mean) states = TextStates.Read(trained.Model, train), others = TextStates.Read(trained.Model, test);
        var blank = new LanguageModel(trained.Model.Pieces, trained.Model.Options);

        // 3. Straight cuts through both. A fifth of the training part chooses the penalty and the reading; the test part chooses nothing.
        IReadOnlyList<StateProbe> probes = StateProbe.All(states, truth, others, asked, seed);
        StateProbe best = probes.MaxBy(p => p.Chosen)!;
        StateProbe untrained = StateProbe.All(TextStates.Read(blank, train), truth, TextStates.Read(blank, test), asked, seed).MaxBy(p => p.Chosen)!;

        // 4. The one number of the state that tells most, and n-grams with labels for comparison.
        float[][] vectors = StateProbe.Beside(states), tested = StateProbe.Beside(others);
        (int unit, double single) = BestUnit(vectors, truth, tested, asked);
        LabelSet names = new(["negative", "positive"]);
        double ngrams = NgramBaseline.Evaluate(Labeled(train, truth, names), Labeled(test, asked, names)).Accuracy;
        string place = Place(trained.Model, unit);
        return new GenerationExtras(
            [
                new("probe_accuracy", best.Accuracy), new("probe_last_accuracy", probes[0].Accuracy), new("probe_mean_accuracy", probes[1].Accuracy),
                new("untrained_accuracy", untrained.Accuracy), new("best_unit_accuracy", single), new("ngram_accuracy", ngrams),
            ],
            [
                $"A straight cut through {best.Reading} is right for {Percent(best.Accuracy)} of {test.Length} reviews that neither the byte model nor the cut "
                    + $"was trained on (penalty {best.Penalty}).",
                $"{string.Join("; ", probes.Select(p => $"{p.Reading}: {Percent(p.Accuracy)}"))}; the same through a network that has learned nothing "
                    + $"({untrained.Reading}): {Percent(untrained.Accuracy)}.",
                $"The one unit that tells most, {place}, is right for {Percent(single)}; n-grams with labels for {Percent(ngrams)}.",
            ],
            Sections: report => AddUnit(report, trained, test, asked, tested, unit, place));
    }

    /// <summary>Reviews with their labels: two files in Latin-1 as the data set has them, or a grammar's.</summary>
    private static IReadOnlyList<(string Text, bool Positive)> Reviews(string? path)
    {
        if (path is null)
            return ReviewMaker.Make(42, 2000);
        if (!Directory.Exists(path))
            throw new UnrollException($"{path}: expected a folder with rt-polarity.neg and rt-polarity.pos");
        return [.. Lines("rt-polarity.neg").Select(t => (t, false)), .. Lines("rt-polarity.pos").Select(t => (t, true))];

        IEnumerable<string> Lines(string name) => Encoding.Latin1.GetString(LongText.ReadBytes(Path.Combine(path, name)))
            .Split('\n').Select(l => TextElements.Normalize(l.Trim())).Where(l => l.Length > 0);
    }

    /// <summary>The unit whose sign, cut where it tells most on the training part, is right most often there; and how often on the test part.</summary>
    private static (int Unit, double Accuracy) BestUnit(float[][] vectors, bool[] truth, float[][] others, bool[] asked)
    {
        (int Unit, float Cut, bool Above, double Right) best = (0, 0, true, 0);
        var values = new float[vectors.Length];
        var order = new int[vectors.Length];
        for (int unit = 0; unit < vectors[0].Length; unit++)
        {
            for (int i = 0; i < order.Length; i++)
            {
                values[i] = vectors[i][unit];
                order[i] = i;
            }

            Array.Sort(values, order);
            int positive = truth.Count(t => t), below = 0;
            for (int i = 0; i + 1 < order.Length; i++)
            {
                below += truth[order[i]] ? 1 : 0;
                double above = (double)(i + 1 - below + positive - below) / order.Length;
                double right = Math.Max(above, 1 - above);
                best = right > best.Right && values[i] < values[i + 1] ? (unit, (values[i] + values[i + 1]) / 2, above >= 0.5, right) : best;
            }
        }

        return (best.Unit, StateProbe.Share([.. others.Select(v => v[best.Unit] > best.Cut == best.Above)], asked));
    }

    /// <summary>Which number of a vector is which: hidden and cell states after the text, then their means.</summary>
    private static string Place(LanguageModel model, int index)
    {
        int units = model.Options.Recurrent.Units, width = units * model.Options.Recurrent.Cell.States, of = index % width;
        return $"{(of < units ? "hidden" : "cell")} unit {(of % units) + 1} {(index < width ? "after the text" : "on average over the text")}";
    }

    private static void AddUnit(ReportBuilder report, TrainedLanguage trained, string[] test, bool[] asked, float[][] others, int unit, string place)
    {
        ReportSection section = report.Section("The unit that tells most").Text($"{place}, byte by byte over the reviews that drive it furthest to either side.");
        int units = trained.Model.Options.Recurrent.Units;
        int[] order = [.. Enumerable.Range(0, test.Length).OrderBy(i => others[i][unit])];
        foreach (int i in order[..Math.Min(3, order.Length)].Concat(order[Math.Max(0, order.Length - 3)..]))
        {
            int[] ids = [trained.Model.Pieces.End, .. trained.Model.Pieces.Encode(test[i])];
            TextActivations activations = TextActivations.Of(trained.Model, ids);
            int column = ((trained.Model.Options.Recurrent.Layers - 1) * units) + (unit % units);
            section.ColoredText(
                [.. ids.Skip(1).Select(id => trained.Model.Pieces.Tokens[id])], [.. Enumerable.Range(1, ids.Length - 1).Select(t => (double)activations[t, column])],
                asked[i] ? "praise" : "blame");
        }
    }

    private static string Percent(double share) => (100 * share).ToString("F1", CultureInfo.InvariantCulture) + "%";

    private static LabeledText Labeled(string[] texts, bool[] labels, LabelSet names) =>
        new(texts.Select((t, i) => new LabeledItem(t, labels[i] ? 1 : 0)), names);
}
