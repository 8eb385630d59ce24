using System.Globalization;
using Unroll.Data;
using Unroll.Models;

namespace Unroll.Metrics;

/// <summary>How well the nodes of trees were labelled: the whole sentences, all nodes, and sentences for or against.</summary>
public sealed class TreeReport
{
    /// <summary>Evaluates predictions.</summary>
    /// <param name="truth">The true labels.</param>
    /// <param name="predicted">What was predicted, in the same order.</param>
    public TreeReport(LabeledTrees truth, IReadOnlyList<TreePrediction> predicted)
    {
        ArgumentNullException.ThrowIfNull(truth);
        ArgumentNullException.ThrowIfNull(predicted);
        int root(int t) => predicted[t].LabelOf(truth[t].Nodes.Count - 1);
        Roots = new ClassificationReport(
            [.. truth.Select(t => t.Root.Label)], [.. Enumerable.Range(0, truth.Count).Select(root)], [.. truth.Labels]);
        int nodes = 0, right = 0, sided = 0, sidedRight = 0, middle = truth.Labels.Count / 2;
        bool hasMiddle = truth.Labels.Count % 2 == 1;
        for (int t = 0; t < truth.Count; t++)
        {
            for (int n = 0; n < truth[t].Nodes.Count; n++)
            {
                nodes++;
                right += predicted[t].LabelOf(n) == truth[t].Nodes[n].Label ? 1 : 0;
            }

            int label = truth[t].Root.Label;
            if (!hasMiddle || label != middle)
            {
                float[] p = predicted[t].Probabilities[^1];
                double less = p.Take(middle).Sum(x => (double)x), more = p.Skip(hasMiddle ? middle + 1 : middle).Sum(x => (double)x);
                sided++;
                sidedRight += more > less == label >= middle ? 1 : 0;
            }
        }

        NodeAccuracy = (double)right / Math.Max(1, nodes);
        BinaryCount = sided;
        BinaryAccuracy = (double)sidedRight / Math.Max(1, sided);
    }

    /// <summary>Accuracy over the roots, and precision, recall and F1 by label.</summary>
    public ClassificationReport Roots { get; }

    /// <summary>The share of all nodes that have the right label.</summary>
    public double NodeAccuracy { get; }

    /// <summary>
    /// Accuracy over the roots that are not in the middle, upper half of the labels against lower half: the probabilities of each half are summed.
    /// </summary>
    public double BinaryAccuracy { get; }

    /// <summary>The number of such roots.</summary>
    public int BinaryCount { get; }

    /// <summary>The summary as ordered (snake_case name, value) pairs.</summary>
    public IReadOnlyList<KeyValuePair<string, double>> Metrics =>
        [new("accuracy", Roots.Accuracy), new("binary_accuracy", BinaryAccuracy), new("node_accuracy", NodeAccuracy), new("macro_f1", Roots.Macro.F1)];

    /// <summary>A table of the roots and a line of accuracies.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture,
        $"{Roots}\nwhole sentences {Roots.Accuracy:P2} right of {Roots.Count:N0}, for or against {BinaryAccuracy:P2} of {BinaryCount:N0}, all nodes {NodeAccuracy:P2}\n");
}
