using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Trainers;
using Unroll.Data;
using Unroll.Metrics;
using Unroll.Models;

namespace Unroll.Recipes;

/// <summary>
/// What a network over sequences has to beat: a linear model of plain figures of each feature - its mean, deviation, least, greatest, first
/// and last value - and of the length.
/// </summary>
internal static class SeriesSummary
{
    /// <summary>The name in tables.</summary>
    public const string Name = "summary + linear";

    /// <summary>The figures of a sequence.</summary>
    public static float[] Figures(FeatureScaler scaler, FeatureSequence sequence)
    {
        float[] values = scaler.Apply(sequence);
        int width = sequence.Features, steps = sequence.Steps;
        var figures = new float[(6 * width) + 1];
        for (int f = 0; f < width; f++)
        {
            double sum = 0, squares = 0;
            float low = float.PositiveInfinity, high = float.NegativeInfinity;
            for (int t = 0; t < steps; t++)
            {
                float x = values[(t * width) + f];
                sum += x;
                squares += (double)x * x;
                low = Math.Min(low, x);
                high = Math.Max(high, x);
            }

            double mean = sum / steps;
            ReadOnlySpan<float> all =
            [
                (float)mean, (float)Math.Sqrt(Math.Max(0, (squares / steps) - (mean * mean))), low, high, values[f], values[((steps - 1) * width) + f],
            ];
            all.CopyTo(figures.AsSpan(6 * f));
        }

        figures[^1] = MathF.Log(steps);
        return figures;
    }

    /// <summary>Multinomial logistic regression on the figures (ML.NET); the same data gives the same result.</summary>
    public static ClassificationReport Classify(FeatureScaler scaler, LabeledSequences train, LabeledSequences test)
    {
        float[][] x = [.. train.Select(s => Figures(scaler, s))], y = [.. test.Select(s => Figures(scaler, s))];
        Standardize(x, y);
        var ml = new MLContext(seed: 0);
        var trainer = ml.MulticlassClassification.Trainers.LbfgsMaximumEntropy(new LbfgsMaximumEntropyMulticlassTrainer.Options
        {
            LabelColumnName = nameof(Row.Label),
            FeatureColumnName = nameof(Row.Features),
            L1Regularization = 0,
            L2Regularization = 1,
            NumberOfThreads = 1,
        });
        var model = trainer.Fit(View(ml, x, [.. train.Select(s => s.Label)], train.Labels.Count));
        IDataView predicted = model.Transform(View(ml, y, [.. test.Select(s => s.Label)], train.Labels.Count));
        int[] answers = [.. predicted.GetColumn<uint>("PredictedLabel").Select(key => (int)key - 1)];
        return new ClassificationReport([.. test.Select(s => s.Label)], answers, [.. test.Labels]);
    }

    /// <summary>Ridge regression: of one number on the figures, or of a number a step on the features so far and the time gone by.</summary>
    public static double[][] Regress(FeatureScaler scaler, TargetSequences train, TargetSequences test)
    {
        int width = train.PerStep ? (2 * train.FeatureNames.Count) + 1 : (6 * train.FeatureNames.Count) + 1;
        var ridge = new RidgeRegression(width, 1);
        foreach (TargetSequence sequence in train)
        {
            float[][] rows = Rows(scaler, sequence, train.PerStep);
            for (int i = 0; i < rows.Length; i++)
            {
                if (!float.IsNaN(sequence.Targets[i]) && sequence.Censored?[i] is not true)
                    ridge.Add(rows[i], [sequence.Targets[i]]);
            }
        }

        (double[] weights, double[] intercepts) = ridge.Solve(1);
        return [.. test.Select(s => Array.ConvertAll(Rows(scaler, s, test.PerStep), r => intercepts[0] + weights.Zip(r, (w, v) => w * v).Sum()))];
    }

    private static float[][] Rows(FeatureScaler scaler, FeatureSequence sequence, bool perStep)
    {
        if (!perStep)
            return [Figures(scaler, sequence)];
        float[] values = scaler.Apply(sequence);
        int width = sequence.Features;
        var rows = new float[sequence.Steps][];
        var sums = new double[width];
        for (int t = 0; t < rows.Length; t++)
        {
            rows[t] = new float[(2 * width) + 1];
            values.AsSpan(t * width, width).CopyTo(rows[t]);
            for (int f = 0; f < width; f++)
            {
                sums[f] += values[(t * width) + f];
                rows[t][width + f] = (float)(sums[f] / (t + 1));
            }

            rows[t][^1] = t;
        }

        return rows;
    }

    /// <summary>Each figure to mean 0 and deviation 1 over the training part.</summary>
    private static void Standardize(float[][] train, float[][] test)
    {
        for (int f = 0; f < train[0].Length; f++)
        {
            double mean = train.Average(r => (double)r[f]), deviation = Math.Sqrt(train.Average(r => (r[f] - mean) * (r[f] - mean)));
            deviation = deviation > 1e-9 ? deviation : 1;
            foreach (float[] row in train.Concat(test))
                row[f] = (float)Math.Clamp((row[f] - mean) / deviation, -10, 10);
        }
    }

    private static IDataView View(MLContext ml, float[][] figures, int[] labels, int classes)
    {
        var schema = SchemaDefinition.Create(typeof(Row));
        schema[nameof(Row.Label)].ColumnType = new KeyDataViewType(typeof(uint), classes);
        schema[nameof(Row.Features)].ColumnType = new VectorDataViewType(NumberDataViewType.Single, figures[0].Length);
        return ml.Data.LoadFromEnumerable(figures.Select((f, i) => new Row { Features = f, Label = (uint)labels[i] }), schema);
    }

    private sealed class Row
    {
        public float[] Features { get; set; } = [];

        public uint Label { get; set; }
    }
}
