using System.Collections.Concurrent;
using Unroll.Autograd;
using Unroll.Autograd.Operations;
using Unroll.Data;
using Unroll.Layers;
using Unroll.Tensors;
using Unroll.Trees;

namespace Unroll.Models;

/// <summary>
/// A label for each node of a tree: word features, dropout, a recursive network or Tree-LSTM from the leaves to the root, dropout, a
/// linear layer and softmax at every node. Predicting is safe from several threads at once; training is not.
/// </summary>
public sealed class TreeClassifier : Module, IDataFlow
{
    private const int PredictionBatch = 64;

    private readonly ConcurrentBag<Tape> _tapes = [];
    private readonly Layers.Embedding _words;
    private readonly TreeEncoder _encoder;
    private readonly Linear _output;

    /// <summary>Creates a classifier and initialises it from the options' seed.</summary>
    /// <exception cref="ArgumentException">An option is out of range, or there are fewer than two labels.</exception>
    public TreeClassifier(Vocabulary words, LabelSet labels, TreeOptions options)
        : this(words, labels, options, initialize: true)
    {
    }

    internal TreeClassifier(Vocabulary words, LabelSet labels, TreeOptions options, bool initialize)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Check();
        if (labels.Count < 2)
        {
            throw new ArgumentException($"expected at least two labels, got {labels.Count}");
        }

        (Words, Labels, Options) = (words, labels, options);
        _words = AddModule("words", new Layers.Embedding(words.Count, options.Embedding, Initializer.Uniform(MathF.Sqrt(3f / options.Embedding))));
        _encoder = AddModule("tree", new TreeEncoder(options.Embedding, options.Units, options.Cell));
        _output = AddModule("output", new Linear(options.Units, labels.Count));
        if (initialize)
        {
            Initialize(options.Seed);
        }
    }

    /// <summary>A classifier with the words and labels of some training data.</summary>
    public static TreeClassifier For(LabeledTrees train, TreeOptions options)
    {
        ArgumentNullException.ThrowIfNull(train);
        ArgumentNullException.ThrowIfNull(options);
        return new TreeClassifier(
            WordVocabulary.Build(train.SelectMany(t => t.Words).Select(WordForms.Key), options.MinCount), train.Labels, options);
    }

    /// <summary>The words that have features of their own, as <see cref="WordForms.Key"/> writes them.</summary>
    public Vocabulary Words { get; }

    /// <summary>The labels.</summary>
    public LabelSet Labels { get; }

    /// <summary>The shape of the model.</summary>
    public TreeOptions Options { get; }

    /// <inheritdoc/>
    public IReadOnlyList<DataFlow> DataFlow =>
    [
        new("word", "words", FlowTime.Once), new("words", "tree", FlowTime.Once), new("tree", "output", FlowTime.Once, $"[nodes, {Options.Units}]"),
        new("output", "label of each node", FlowTime.Once, $"[nodes, {Labels.Count}]"),
    ];

    /// <summary>What the model says of each node of some trees.</summary>
    /// <exception cref="ArgumentException">A node has not two children where the cell takes two.</exception>
    public IReadOnlyList<TreePrediction> Predict(IReadOnlyList<LabeledTree> trees)
    {
        ArgumentNullException.ThrowIfNull(trees);
        var predictions = new TreePrediction[trees.Count];
        Tape tape = _tapes.TryTake(out Tape? free) ? free : new Tape();
        try
        {
            foreach (int[] batch in Enumerable.Range(0, trees.Count).Chunk(PredictionBatch))
            {
                LabeledTree[] chosen = Array.ConvertAll(batch, i => trees[i]);
                var layout = new TreeLayout(chosen);
                Tensor probabilities = tape.Softmax(Forward(tape, layout, Encode(layout, chosen)));
                for (int t = 0; t < batch.Length; t++)
                {
                    predictions[batch[t]] = new TreePrediction(chosen[t], Labels, Array.ConvertAll(
                        layout.Rows[t], r => probabilities.Span.Slice(r * Labels.Count, Labels.Count).ToArray()));
                }

                tape.Reset();
            }
        }
        finally
        {
            tape.Reset();
            _tapes.Add(tape);
        }

        return predictions;
    }

    /// <summary>Writes the model into a folder: model.safetensors and config.json.</summary>
    /// <exception cref="UnrollException">The folder cannot be written to.</exception>
    public void Save(string folder) => ModelFiles.Save(this, TreeFiles.Config(this, null), folder);

    /// <summary>Reads a model from a run folder, or from a model.safetensors with its config.json beside it.</summary>
    /// <exception cref="UnrollException">A file is missing, damaged or of another model.</exception>
    public static TreeClassifier Load(string path) => TreeFiles.Load(path);

    /// <summary>The ids of the leaves in the order of the layout.</summary>
    internal int[] Encode(TreeLayout layout, IReadOnlyList<LabeledTree> trees)
    {
        var ids = new int[layout.LevelStarts[1]];
        for (int r = 0; r < ids.Length; r++)
        {
            ids[r] = Words.IdOf(WordForms.Key(trees[layout.Tree[r]].Nodes[layout.Node[r]].Word!));
        }

        return ids;
    }

    /// <summary>The logits of all nodes: [rows of the layout, labels].</summary>
    internal Tensor Forward(Tape tape, TreeLayout layout, ReadOnlySpan<int> words)
    {
        Tensor leaves = tape.Dropout(
            _words.Forward(tape, words), Options.InputDropout, layout.Items.AsSpan(0, words.Length), layout.Node.AsSpan(0, words.Length));
        Tensor nodes = _encoder.Forward(tape, layout, leaves);
        return _output.Forward(tape, tape.Dropout(nodes, Options.OutputDropout, layout.Items, layout.Node));
    }
}
