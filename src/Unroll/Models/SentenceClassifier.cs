using System.Collections.Concurrent;
using Unroll.Autograd;
using Unroll.Autograd.Operations;
using Unroll.Data;
using Unroll.Layers;
using Unroll.Metrics;
using Unroll.Recurrent;
using Unroll.Tensors;

namespace Unroll.Models;

/// <summary>
/// A label for a sentence, word by word: word features, dropout, a recurrent stack or convolutions, the largest value over time, dropout,
/// a linear layer and softmax. Predicting is safe from several threads at once; training is not.
/// </summary>
public sealed class SentenceClassifier : Module, IDataFlow
{
    private const int PredictionBatch = 128;

    private readonly ConcurrentBag<Tape> _tapes = [];
    private readonly Layers.Embedding _words;
    private readonly RecurrentLayer? _recurrent;
    private readonly RaggedConvolution? _convolution;
    private readonly Linear _output;

    /// <summary>Creates a classifier and initialises it from the options' seed.</summary>
    /// <exception cref="ArgumentException">An option is out of range, or there are fewer than two labels.</exception>
    public SentenceClassifier(Vocabulary words, LabelSet labels, SentenceOptions options)
        : this(words, labels, options, initialize: true)
    {
    }

    internal SentenceClassifier(Vocabulary words, LabelSet labels, SentenceOptions options, bool initialize)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Check();
        if (labels.Count < 2)
        {
            throw new ArgumentException($"expected at least two labels, got {labels.Count}");
        }

        (Words, Labels, Options) = (words, labels, options);
        _words = AddModule("words", new Layers.Embedding(words.Count, options.Embedding, Initializer.Uniform(MathF.Sqrt(3f / options.Embedding))));
        if (options.Encoder == SentenceEncoder.Recurrent)
        {
            _recurrent = AddModule("rnn", new RecurrentLayer(options.Embedding, options.Recurrent));
        }
        else
        {
            _convolution = AddModule("cnn", new RaggedConvolution(options.Embedding, options.Filters, options.Widths));
        }

        _output = AddModule("output", new Linear(_convolution?.Outputs ?? options.Recurrent.OutputUnits, labels.Count));
        if (initialize)
        {
            Initialize(options.Seed);
        }
    }

    /// <summary>A classifier with the words and labels of some training data.</summary>
    public static SentenceClassifier For(LabeledText train, SentenceOptions options)
    {
        ArgumentNullException.ThrowIfNull(train);
        ArgumentNullException.ThrowIfNull(options);
        return new SentenceClassifier(
            WordVocabulary.Build(train.SelectMany(i => WordTokens.Split(i.Text)).Select(WordForms.Key), options.MinCount), train.Labels, options);
    }

    /// <summary>The words that have features of their own, as <see cref="WordForms.Key"/> writes them.</summary>
    public Vocabulary Words { get; }

    /// <summary>The labels.</summary>
    public LabelSet Labels { get; }

    /// <summary>The shape of the model.</summary>
    public SentenceOptions Options { get; }

    /// <inheritdoc/>
    public IReadOnlyList<DataFlow> DataFlow =>
    [
        new("word", "words"),
        .. _recurrent is null
            ? (ReadOnlySpan<DataFlow>)[new("words", "cnn", FlowTime.AllSteps), new("cnn", "output", FlowTime.Once)]
            : [new("words", "rnn"), new("rnn", "largest of each unit", FlowTime.AllSteps), new("largest of each unit", "output", FlowTime.Once)],
        new("output", "label", FlowTime.Once),
    ];

    /// <summary>The probabilities of the labels for one sentence.</summary>
    public Prediction Predict(string sentence) => Predict([sentence])[0];

    /// <summary>The probabilities of the labels for several sentences.</summary>
    /// <exception cref="ArgumentException">A sentence holds no word.</exception>
    public IReadOnlyList<Prediction> Predict(IReadOnlyList<string> sentences)
    {
        ArgumentNullException.ThrowIfNull(sentences);
        int[][] encoded = [.. sentences.Select(Encode)];
        var predictions = new Prediction[encoded.Length];
        Tape tape = _tapes.TryTake(out Tape? free) ? free : new Tape();
        try
        {
            foreach (int[] rows in BatchPlan.Evaluation(encoded.Select(e => e.Length), PredictionBatch))
            {
                int[][] batch = Array.ConvertAll(rows, r => encoded[r]);
                Tensor probabilities = tape.Softmax(Forward(tape, new SequenceLayout(Array.ConvertAll(batch, b => b.Length)), batch));
                for (int r = 0; r < rows.Length; r++)
                {
                    predictions[rows[r]] = new Prediction(
                        sentences[rows[r]], Labels, probabilities.Span.Slice(r * Labels.Count, Labels.Count).ToArray());
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

    /// <summary>Precision, recall and F1 by class on labelled sentences.</summary>
    /// <exception cref="ArgumentException">The labels of the data are not the model's.</exception>
    public ClassificationReport Evaluate(LabeledText data)
    {
        ArgumentNullException.ThrowIfNull(data);
        int[] truth = [.. data.Select(i => Labels.IndexOf(data.Labels[i.Label]))];
        return Array.IndexOf(truth, -1) is >= 0 and int strange
            ? throw new ArgumentException($"the model does not know the label `{data.Labels[data[strange].Label]}`; it knows {string.Join(", ", Labels)}")
            : new ClassificationReport(truth, [.. Predict([.. data.Select(i => i.Text)]).Select(p => SequenceClassifier.ArgMax(p.Probabilities))], Labels);
    }

    /// <summary>Writes the model into a folder: model.safetensors and config.json.</summary>
    /// <exception cref="UnrollException">The folder cannot be written to.</exception>
    public void Save(string folder) => ModelFiles.Save(this, SentenceFiles.Config(this, null), folder);

    /// <summary>Reads a model from a run folder, or from a model.safetensors with its config.json beside it.</summary>
    /// <exception cref="UnrollException">A file is missing, damaged or of another model.</exception>
    public static SentenceClassifier Load(string path) => SentenceFiles.Load(path);

    /// <summary>The ids of a sentence's words.</summary>
    internal int[] Encode(string sentence)
    {
        int[] ids = [.. WordTokens.Split(sentence).Select(w => Words.IdOf(WordForms.Key(w)))];
        return ids.Length > 0 ? ids : throw new ArgumentException("a sentence holds no word; nothing to classify");
    }

    /// <summary>The logits of a batch: [rows, labels], in the caller's order.</summary>
    internal Tensor Forward(Tape tape, SequenceLayout layout, IReadOnlyList<int[]> rows)
    {
        Tensor pooled;
        if (_recurrent is not null)
        {
            int[] ids = new int[layout.Total], owners = new int[layout.Total];
            layout.PackIds(rows, ids);
            for (int t = 0; t < layout.Steps; t++)
            {
                layout.Order[..layout.Alive[t]].CopyTo(owners.AsSpan(layout.PackedRow(t, 0)));
            }

            Tensor embedded = tape.SequenceDropout(_words.Forward(tape, ids), layout, Options.InputDropout);
            pooled = tape.SegmentMax(_recurrent.Forward(tape, layout, embedded).Output, owners, layout.Rows);
        }
        else
        {
            pooled = Convolve(tape, layout, rows);
        }

        return _output.Forward(tape, tape.RowDropout(pooled, layout, Options.OutputDropout));
    }

    private Tensor Convolve(Tape tape, SequenceLayout layout, IReadOnlyList<int[]> rows)
    {
        int[] ids = [.. rows.SelectMany(r => r)], items = new int[ids.Length], steps = new int[ids.Length], own = new int[layout.Rows];
        for (int r = 0; r < layout.Rows; r++)
        {
            own[layout.Order[r]] = layout.Items[r];
        }

        for (int r = 0, at = 0; r < rows.Count; r++)
        {
            for (int t = 0; t < rows[r].Length; t++, at++)
            {
                (items[at], steps[at]) = (own[r], t);
            }
        }

        Tensor embedded = tape.Dropout(_words.Forward(tape, ids), Options.InputDropout, items, steps);
        return _convolution!.Forward(tape, embedded, [.. rows.Select(r => r.Length)]);
    }
}
