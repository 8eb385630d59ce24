using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Trainers;

namespace Unroll.Recipes;

/// <summary>A logistic regression on vectors that something else has learned, by ML.NET: how much of an answer a straight cut finds in them.</summary>
internal static class LinearProbe
{
    /// <summary>Trains on some vectors and answers others.</summary>
    /// <param name="vectors">Training vectors, all of one width.</param>
    /// <param name="labels">Their labels.</param>
    /// <param name="others">The vectors to answer.</param>
    /// <param name="l1">The weight of the absolute values of the coefficients, which empties most of them.</param>
    /// <param name="l2">The weight of their squares.</param>
    /// <returns>The answers, and the coefficient of each number of a vector.</returns>
    public static (bool[] Answers, float[] Weights) Fit(
        IReadOnlyList<float[]> vectors, IReadOnlyList<bool> labels, IReadOnlyList<float[]> others, float l1, float l2)
    {
        var ml = new MLContext(seed: 0);
        var trainer = ml.BinaryClassification.Trainers.LbfgsLogisticRegression(new LbfgsLogisticRegressionBinaryTrainer.Options
        {
            LabelColumnName = nameof(Row.Label), FeatureColumnName = nameof(Row.Features), L1Regularization = l1, L2Regularization = l2,
            NumberOfThreads = 1, // sums in one order: the same weights every time
        });
        var model = trainer.Fit(View(ml, vectors, labels));
        bool[] answers = [.. model.Transform(View(ml, others, new bool[others.Count])).GetColumn<bool>("PredictedLabel")];
        return (answers, [.. model.Model.SubModel.Weights]);
    }

    private static IDataView View(MLContext ml, IReadOnlyList<float[]> vectors, IReadOnlyList<bool> labels)
    {
        var schema = SchemaDefinition.Create(typeof(Row));
        schema[nameof(Row.Features)].ColumnType = new VectorDataViewType(NumberDataViewType.Single, vectors[0].Length);
        return ml.Data.LoadFromEnumerable(vectors.Select((v, i) => new Row { Features = v, Label = labels[i] }), schema);
    }

    private sealed class Row
    {
        public float[] Features { get; set; } = [];

        public bool Label { get; set; }
    }
}
