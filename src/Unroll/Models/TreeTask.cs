using Unroll.Autograd;
using Unroll.Data;
using Unroll.Layers;
using Unroll.Losses;
using Unroll.Metrics;
using Unroll.Numerics;
using Unroll.Tensors;
using Unroll.Training;
using Unroll.Trees;

namespace Unroll.Models;

/// <summary>Trains a <see cref="TreeClassifier"/> on the labels of all nodes; the accuracy at the root chooses the best weights.</summary>
public sealed class TreeTask : TrainingTask
{
    private readonly TreeClassifier _model;
    private readonly LabeledTrees _train;
    private readonly LabeledTrees? _valid;
    private readonly float[] _unknown;

    /// <summary>Takes the data.</summary>
    /// <param name="model">The model to train.</param>
    /// <param name="train">The training trees, under the model's labels.</param>
    /// <param name="valid">Held-out trees for validation; none unless given.</param>
    public TreeTask(TreeClassifier model, LabeledTrees train, LabeledTrees? valid = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(train);
        (_model, _train, _valid) = (model, train, valid);
        Lengths = [.. train.Select(t => t.Nodes.Count)];
        int[] counts = new int[model.Words.Count];
        foreach (string word in train.SelectMany(t => t.Words))
        {
            counts[model.Words.IdOf(WordForms.Key(word))]++;
        }

        float a = model.Options.WordDropout;
        _unknown = Array.ConvertAll(counts, n => a == 0 ? 0 : a / (a + n));
    }

    /// <inheritdoc/>
    public override Module Model => _model;

    /// <inheritdoc/>
    public override IReadOnlyList<int> Lengths { get; }

    /// <inheritdoc/>
    public override string Monitor => "accuracy";

    /// <inheritdoc/>
    public override bool HigherIsBetter => true;

    /// <inheritdoc/>
    public override Tensor Loss(Tape tape, ReadOnlySpan<int> items, out int correct)
    {
        ArgumentNullException.ThrowIfNull(tape);
        correct = -items.Length;
        LabeledTree[] trees = Array.ConvertAll(items.ToArray(), i => _train[i]);
        var layout = new TreeLayout(trees, items);
        int[] words = _model.Encode(layout, trees), targets = new int[layout.Total];
        var random = new Rng(tape.Seed, RandomPurpose.Noise);
        for (int r = 0; r < words.Length && tape.Training; r++)
        {
            words[r] = random.Uniform(tape.Step, (uint)layout.Items[r], (uint)layout.Node[r]) < _unknown[words[r]] ? Vocabulary.UnknownId : words[r];
        }

        for (int r = 0; r < targets.Length; r++)
        {
            int label = trees[layout.Tree[r]].Nodes[layout.Node[r]].Label;
            targets[r] = label < 0 ? -100 : label;
        }

        return tape.CrossEntropy(_model.Forward(tape, layout, words), targets).Loss;
    }

    /// <inheritdoc/>
    public override IReadOnlyList<(string Name, double Value)> Validate(Tape tape)
    {
        if (_valid is null)
        {
            return [];
        }

        var report = new TreeReport(_valid, _model.Predict(_valid));
        return [("accuracy", report.Roots.Accuracy), ("node_accuracy", report.NodeAccuracy)];
    }
}
