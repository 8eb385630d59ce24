using Unroll.Data;

namespace Unroll.Models;

/// <summary>The probabilities that a classifier gives to the labels of one text.</summary>
/// <param name="Text">The text.</param>
/// <param name="Labels">The labels.</param>
/// <param name="Probabilities">A probability for each label; they sum to 1.</param>
public sealed record Prediction(string Text, LabelSet Labels, float[] Probabilities)
{
    /// <summary>The most probable label.</summary>
    public string Label => Labels[SequenceClassifier.ArgMax(Probabilities)];

    /// <summary>The most probable labels, best first; ties in the order of the labels.</summary>
    public IReadOnlyList<(string Label, float Probability)> Top(int count) =>
    [
        .. Enumerable.Range(0, Labels.Count).OrderByDescending(i => Probabilities[i]).ThenBy(i => i).Take(count)
            .Select(i => (Labels[i], Probabilities[i])),
    ];
}
