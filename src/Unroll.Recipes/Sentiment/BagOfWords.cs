using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Trainers;
using Microsoft.ML.Transforms.Text;
using Unroll.Data;

namespace Unroll.Recipes;

/// <summary>What a network over words has to beat: which words and pairs of words occur, and logistic regression, by ML.NET.</summary>
internal static class BagOfWords
{
    /// <summary>The name in tables.</summary>
    public const string Name = "bag of words";

    /// <summary>Trains on one part and predicts the other. The same data gives the same result.</summary>
    /// <returns>A label id for each item of <paramref name="test"/>.</returns>
    public static int[] Predict(LabeledText train, LabeledText test)
    {
        var ml = new MLContext(seed: 0);
        var pipeline = ml.Transforms.Text.TokenizeIntoWords("Words", nameof(Row.Text), [' '])
            .Append(ml.Transforms.Conversion.MapValueToKey("Words", maximumNumberOfKeys: 1_000_000))
            .Append(ml.Transforms.Text.ProduceNgrams(
                "Features", "Words", ngramLength: 2, useAllLengths: true, weighting: NgramExtractingEstimator.WeightingCriteria.Tf,
                maximumNgramsCount: 2_000_000))
            .AppendCacheCheckpoint(ml)
            .Append(ml.MulticlassClassification.Trainers.LbfgsMaximumEntropy(new LbfgsMaximumEntropyMulticlassTrainer.Options
            {
                LabelColumnName = nameof(Row.Label),
                FeatureColumnName = "Features",
                L1Regularization = 0.1f,
                L2Regularization = 1,
                OptimizationTolerance = 1e-4f,
                NumberOfThreads = 1, // sums in one order: the same weights every time
            }));
        IDataView predicted = pipeline.Fit(View(ml, train)).Transform(View(ml, test));
        return [.. predicted.GetColumn<uint>("PredictedLabel").Select(key => (int)key - 1)];
    }

    private static IDataView View(MLContext ml, LabeledText data)
    {
        var schema = SchemaDefinition.Create(typeof(Row));
        schema[nameof(Row.Label)].ColumnType = new KeyDataViewType(typeof(uint), data.Labels.Count);
        return ml.Data.LoadFromEnumerable(
            data.Select(i => new Row { Text = string.Join(' ', WordTokens.Split(i.Text).Select(WordForms.Key)), Label = (uint)i.Label }), schema);
    }

    private sealed class Row
    {
        public string Text { get; set; } = "";

        /// <summary>The label id; ML.NET makes it a key, which counts from 1, by adding one.</summary>
        public uint Label { get; set; }
    }
}
