using Unroll.Metrics;
using Unroll.Training;

namespace Unroll.Recipes;

/// <summary>One training of a cross-validation.</summary>
/// <param name="Truth">The true label of each tested item.</param>
/// <param name="Predicted">The label given to each.</param>
/// <param name="Training">What training came to.</param>
/// <param name="Parameters">The trained numbers.</param>
internal sealed record FoldResult(int[] Truth, int[] Predicted, TrainingResult Training, long Parameters)
{
    /// <summary>The metrics of the fold.</summary>
    public IReadOnlyList<KeyValuePair<string, double>> Metrics(IReadOnlyList<string> labels) =>
    [
        .. new ClassificationReport(Truth, Predicted, labels).Metrics.Where(m => m.Key is "accuracy" or "macro_f1" or "weighted_f1"),
        new("parameters", Parameters), new("training_seconds", Training.Seconds),
    ];
}
