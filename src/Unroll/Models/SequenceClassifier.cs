using System.Collections.Concurrent;
using Unroll.Autograd;
using Unroll.Autograd.Operations;
using Unroll.Data;
using Unroll.Layers;
using Unroll.Losses;
using Unroll.Metrics;
using Unroll.Recurrent;
using Unroll.Tensors;

namespace Unroll.Models;

/// <summary>
/// Text to one of several labels: embedding, dropout, a recurrent stack, the last state of each direction, dropout, a linear
/// layer and softmax; on wish with a linear path of character n-grams beside it. Predicting is safe from several threads at once; training is not.
/// </summary>
public sealed class SequenceClassifier : Module, IDataFlow
{
    private const int PredictionBatch = 256;

    private readonly ConcurrentBag<Tape> _tapes = [];
    private readonly Layers.Embedding _embedding;
    private readonly RecurrentLayer _recurrent;
    private readonly Linear _output;
    private readonly NgramLayer? _ngrams;

    /// <summary>Creates a classifier and initialises it from the options' seed.</summary>
    /// <exception cref="ArgumentException">An option is out of range, or there are fewer than two labels.</exception>
    public SequenceClassifier(Vocabulary vocabulary, LabelSet labels, ClassifierOptions options)
        : this(vocabulary, labels, options, initialize: true)
    {
    }

    /// <summary>The same, without initial weights where a file's are about to take their place.</summary>
    internal SequenceClassifier(Vocabulary vocabulary, LabelSet labels, ClassifierOptions options, bool initialize)
    {
        options.Check(labels);
        Vocabulary = vocabulary;
        Labels = labels;
        Options = options;
        _embedding = AddModule("embedding", new Layers.Embedding(vocabulary.Count, options.Embedding));
        _recurrent = AddModule("rnn", new RecurrentLayer(options.Embedding, options.Recurrent));
        _output = AddModule("output", new Linear(options.Recurrent.OutputUnits, labels.Count));
        _ngrams = options.Ngrams == 0 ? null
            : AddModule("ngrams", new NgramLayer(options.Ngrams, options.NgramBuckets, labels.Count, options.NgramDropout));
        if (initialize)
        {
            Initialize(options.Seed);
        }
    }

    /// <summary>The characters that the model knows.</summary>
    public Vocabulary Vocabulary { get; }

    /// <summary>The labels.</summary>
    public LabelSet Labels { get; }

    /// <summary>The shape of the model.</summary>
    public ClassifierOptions Options { get; }

    /// <inheritdoc/>
    public IReadOnlyList<DataFlow> DataFlow =>
    [
        new("characters", "embedding"), new("embedding", "rnn"), new("rnn", "output", FlowTime.LastStep),
        .. _ngrams is null
            ? (ReadOnlySpan<DataFlow>)[new("output", "label", FlowTime.Once)]
            : [new("characters", "ngrams", FlowTime.AllSteps), new("output", "sum", FlowTime.Once), new("ngrams", "sum", FlowTime.Once, $"[N, {Labels.Count}]"), new("sum", "label", FlowTime.Once, $"[N, {Labels.Count}]")],
    ];

    /// <summary>The logits of a batch of encoded texts: [rows, labels], in the caller's order.</summary>
    /// <param name="tape">The tape.</param>
    /// <param name="layout">The layout of the batch.</param>
    /// <param name="ids">Packed ids.</param>
    /// <param name="features">The vectors that the linear layer sees: the last states, [rows, units].</param>
    /// <param name="probes">Where given, one a layer and direction.</param>
    public Tensor Forward(
        Tape tape, SequenceLayout layout, ReadOnlyMemory<int> ids, out Tensor features, IReadOnlyList<RecurrentProbe>? probes = null)
    {
        RecurrentResult result;
        if (tape.Training && Options.InputDropout > 0)
        {
            Tensor embedded = tape.SequenceDropout(_embedding.Forward(tape, ids.Span), layout, Options.InputDropout);
            result = _recurrent.Forward(tape, layout, embedded, null, probes);
        }
        else
        {
            result = _recurrent.ForwardIds(tape, layout, _embedding.Weight.Value, ids, null, probes);
        }

        RecurrentOptions shape = Options.Recurrent;
        int last = (shape.Layers - 1) * shape.Directions;
        features = result.Final[last][0];
        if (shape.Bidirectional)
        {
            Tensor backward = result.Final[last + 1][0];
            features = shape.Merge == Merge.Sum ? tape.Add(features, backward) : tape.Concatenate([features, backward]);
        }

        features = Options.RectifyFeatures ? tape.Relu(features) : features;
        Tensor dropped = Options.OutputDropout > 0 ? tape.RowDropout(features, layout, Options.OutputDropout) : features;
        Tensor logits = _output.Forward(tape, dropped);
        return _ngrams is null ? logits : tape.Add(logits, _ngrams.Forward(tape, layout, ids.Span));
    }

    /// <summary>The probabilities of the labels for one text.</summary>
    public Prediction Predict(string text) => Predict([text])[0];

    /// <summary>The probabilities of the labels for several texts.</summary>
    /// <exception cref="ArgumentException">A text is empty.</exception>
    public IReadOnlyList<Prediction> Predict(IReadOnlyList<string> texts)
    {
        Encoded encoded = Encode(texts);
        return [.. Probabilities(encoded.Rows).Select((p, i) => new Prediction(texts[i], Labels, p))];
    }

    /// <summary>How the opinion changes: the probabilities after each character of a text.</summary>
    public IReadOnlyList<Prediction> PredictSteps(string text)
    {
        string[] elements = [.. TextElements.Split(TextElements.Normalize(text))];
        var prefixes = new string[elements.Length];
        for (int i = 0; i < prefixes.Length; i++)
        {
            prefixes[i] = string.Concat(elements.Take(i + 1));
        }

        return Predict(prefixes);
    }

    /// <summary>Precision, recall and F1 by class on labelled data.</summary>
    /// <exception cref="ArgumentException">The labels of the data are not the model's.</exception>
    public ClassificationReport Evaluate(LabeledText data)
    {
        int[] truth = new int[data.Count];
        for (int i = 0; i < truth.Length; i++)
        {
            string label = data.Labels[data[i].Label];
            truth[i] = Labels.IndexOf(label);
            if (truth[i] < 0)
            {
                throw new ArgumentException($"the model does not know the label `{label}`; it knows {string.Join(", ", Labels)}");
            }
        }

        int[] predicted = [.. Probabilities(Encode([.. data.Select(i => i.Text)]).Rows).Select(ArgMax)];
        return new ClassificationReport(truth, predicted, Labels);
    }

    /// <summary>The vectors that the linear layer sees, one for each text: [units] each.</summary>
    public float[][] Features(IReadOnlyList<string> texts)
    {
        var features = new float[texts.Count][];
        ForBatches(Encode(texts).Rows, (rows, _, vectors) =>
        {
            int width = vectors.Shape.Last;
            for (int r = 0; r < rows.Length; r++)
            {
                features[rows[r]] = vectors.Span.Slice(r * width, width).ToArray();
            }
        });
        return features;
    }

    /// <summary>Gates, states and gradients by step for one text, with respect to the log-probability of the predicted label.</summary>
    public SequenceTrace Trace(string text)
    {
        int[] ids = Encode([text]).Rows[0];
        var tape = new Tape { Recording = true };
        RecurrentProbe[] probes = [.. Enumerable.Range(0, Options.Recurrent.Layers * Options.Recurrent.Directions).Select(_ => new RecurrentProbe())];
        Tensor logits = Forward(tape, new SequenceLayout([ids.Length]), ids, out _, probes);
        float[] probabilities = Softmax(logits.Span);
        Tensor loss = tape.CrossEntropy(logits, [ArgMax(probabilities)]).Loss;
        foreach (NamedParameter parameter in Parameters())
        {
            // The gradients of the weights belong to whoever trains: look, but leave them alone.
            parameter.Parameter.Value.RequiresGradient = false;
        }

        tape.Backward(loss);
        foreach (NamedParameter parameter in Parameters())
        {
            parameter.Parameter.Value.RequiresGradient = true;
        }

        string[] elements = [.. TextElements.Split(TextElements.Normalize(text))];
        return new SequenceTrace(elements, Options.Recurrent, probes, new Prediction(text, Labels, probabilities));
    }

    /// <summary>Writes the model into a folder: model.safetensors and config.json.</summary>
    /// <exception cref="UnrollException">The folder cannot be written to.</exception>
    public void Save(string folder) => ClassifierFiles.Save(this, folder);

    /// <summary>Reads a model from a run folder, or from a model.safetensors with its config.json beside it.</summary>
    /// <exception cref="UnrollException">A file is missing, damaged or of another model.</exception>
    public static SequenceClassifier Load(string path) => ClassifierFiles.Load(path);

    /// <summary>Encodes texts; ids of unknown characters are 0.</summary>
    /// <exception cref="ArgumentException">A text is empty.</exception>
    internal Encoded Encode(IReadOnlyList<string> texts)
    {
        var rows = new int[texts.Count][];
        for (int i = 0; i < rows.Length; i++)
        {
            rows[i] = Vocabulary.Encode(TextElements.Normalize(texts[i]));
            if (rows[i].Length == 0)
            {
                throw new ArgumentException($"text {i + 1} is empty; nothing to classify");
            }
        }

        return new Encoded(rows);
    }

    internal float[][] Probabilities(IReadOnlyList<int[]> encoded)
    {
        var probabilities = new float[encoded.Count][];
        ForBatches(encoded, (rows, logits, _) =>
        {
            for (int r = 0; r < rows.Length; r++)
            {
                probabilities[rows[r]] = Softmax(logits.Span.Slice(r * Labels.Count, Labels.Count));
            }
        });
        return probabilities;
    }

    internal static int ArgMax(float[] values)
    {
        int best = 0;
        for (int i = 1; i < values.Length; i++)
        {
            best = values[i] > values[best] ? i : best;
        }

        return best;
    }

    private void ForBatches(IReadOnlyList<int[]> encoded, Action<int[], Tensor, Tensor> use)
    {
        Tape tape = _tapes.TryTake(out Tape? free) ? free : new Tape();
        try
        {
            foreach (int[] rows in BatchPlan.Evaluation(encoded.Select(e => e.Length), PredictionBatch))
            {
                int[][] batch = Array.ConvertAll(rows, r => encoded[r]);
                var layout = new SequenceLayout(Array.ConvertAll(batch, b => b.Length));
                var ids = new int[layout.Total];
                layout.PackIds(batch, ids);
                Tensor logits = Forward(tape, layout, ids, out Tensor features);
                use(rows, logits, features);
                tape.Reset();
            }
        }
        finally
        {
            tape.Reset();
            _tapes.Add(tape);
        }
    }

    private static float[] Softmax(ReadOnlySpan<float> logits)
    {
        var probabilities = logits.ToArray();
        Numerics.VectorMath.Softmax(probabilities);
        return probabilities;
    }

    internal readonly record struct Encoded(int[][] Rows);
}
