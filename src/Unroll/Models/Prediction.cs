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
    public IReadOnlyList<(string Label, float Probability)> Top(int count)
    {
        // Not a query: compiling one takes longer than all else that a process with one prediction does here.
        var order = new int[Labels.Count];
        for (int i = 0; i < order.Length; i++)
        {
            order[i] = i;
        }

        Array.Sort(order, (a, b) => Probabilities[b].CompareTo(Probabilities[a]) is var by && by != 0 ? by : a.CompareTo(b));
        var top = new (string, float)[Math.Clamp(count, 0, order.Length)];
        for (int i = 0; i < top.Length; i++)
        {
            top[i] = (Labels[order[i]], Probabilities[order[i]]);
        }

        return top;
    }
}
