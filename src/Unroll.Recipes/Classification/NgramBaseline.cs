using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Trainers;
using Microsoft.ML.Transforms.Text;
using Unroll.Data;
using Unroll.Metrics;

namespace Unroll.Recipes;

/// <summary>
/// What every network has to beat: counts of character 1- to 4-grams of the lower-cased text and multinomial logistic regression,
/// by ML.NET. The course uses scikit-learn's <c>CountVectorizer(analyzer="char", ngram_range=(1, 4))</c> with
/// <c>LogisticRegression</c> of one class against the rest; this one is stronger: its n-grams also see where a text starts and ends,
/// and all classes are trained at once.
/// </summary>
public static class NgramBaseline
{
    /// <summary>The name in tables and documents.</summary>
    public const string Name = "n-grams";

    // The full set of surnames (14,035 to train on, 18 classes) costs about 1.8 million and takes some 20 seconds.
    private const long AffordableCost = 2_500_000;

    /// <summary>Whether training is a matter of seconds: it grows with the characters and with the classes.</summary>
    /// <param name="train">The training items.</param>
    public static bool IsAffordable(LabeledText train)
    {
        ArgumentNullException.ThrowIfNull(train);
        return train.Sum(i => (long)i.Text.Length) * train.Labels.Count <= AffordableCost;
    }

    /// <summary>Trains on one part and predicts the other. The same data gives the same result.</summary>
    /// <param name="train">The training items.</param>
    /// <param name="test">The items to predict, with the same labels.</param>
    /// <exception cref="ArgumentException">The parts have different labels.</exception>
    public static ClassificationReport Evaluate(LabeledText train, LabeledText test)
    {
        ArgumentNullException.ThrowIfNull(train);
        ArgumentNullException.ThrowIfNull(test);
        if (!train.Labels.SequenceEqual(test.Labels))
            throw new ArgumentException("expected the same labels in both parts", nameof(test));

        var ml = new MLContext(seed: 0);
        var pipeline = ml.Transforms.Text.TokenizeIntoCharactersAsKeys("Characters", nameof(Row.Text), useMarkerCharacters: true)
            .Append(ml.Transforms.Text.ProduceNgrams(
                "Features", "Characters", ngramLength: 4, useAllLengths: true, weighting: NgramExtractingEstimator.WeightingCriteria.Tf))
            .AppendCacheCheckpoint(ml)
            .Append(ml.MulticlassClassification.Trainers.LbfgsMaximumEntropy(new LbfgsMaximumEntropyMulticlassTrainer.Options
            {
                LabelColumnName = nameof(Row.Label),
                FeatureColumnName = "Features",
                L1Regularization = 1,
                L2Regularization = 1,
                OptimizationTolerance = 1e-4f, // later steps only overfit, and take most of the time
                NumberOfThreads = 1, // sums in one order: the same weights every time
            }));
        var model = pipeline.Fit(View(ml, train));
        IDataView predicted = model.Transform(View(ml, test));
        int[] answers = [.. predicted.GetColumn<uint>("PredictedLabel").Select(key => (int)key - 1)];
        return new ClassificationReport([.. test.Select(i => i.Label)], answers, [.. test.Labels]);
    }

    private static IDataView View(MLContext ml, LabeledText data)
    {
        var schema = SchemaDefinition.Create(typeof(Row));
        schema[nameof(Row.Label)].ColumnType = new KeyDataViewType(typeof(uint), data.Labels.Count);
        return ml.Data.LoadFromEnumerable(
            data.Select(i => new Row { Text = i.Text.ToLowerInvariant(), Label = (uint)i.Label }), schema);
    }

    private sealed class Row
    {
        public string Text { get; set; } = "";

        /// <summary>The label id; ML.NET makes it a key, which counts from 1, by adding one.</summary>
        public uint Label { get; set; }
    }
}
