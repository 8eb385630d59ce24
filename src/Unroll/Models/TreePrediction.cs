using Unroll.Data;

namespace Unroll.Models;

/// <summary>What a tree classifier says of each node.</summary>
/// <param name="Tree">The tree.</param>
/// <param name="Labels">The labels by id.</param>
/// <param name="Probabilities">For each node, in the order of the tree, the probability of each label.</param>
public sealed record TreePrediction(LabeledTree Tree, LabelSet Labels, float[][] Probabilities)
{
    /// <summary>The most probable label of a node.</summary>
    public int LabelOf(int node) => SequenceClassifier.ArgMax(Probabilities[node]);

    /// <summary>The most probable label of the whole.</summary>
    public string Label => Labels[LabelOf(Probabilities.Length - 1)];
}
