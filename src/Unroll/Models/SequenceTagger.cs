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
/// A tag for each word of a sentence: features of the word, of its letters and of its shape, dropout, a recurrent stack over the words,
/// dropout, a linear layer, and softmax or a conditional random field that knows which tags may follow which (Huang et al. 2015; Lample
/// et al. 2016). Predicting is safe from several threads at once; training is not.
/// </summary>
public sealed class SequenceTagger : Module, IDataFlow
{
    private const int PredictionBatch = 64;
    private const int LetterWindow = 3;

    private readonly ConcurrentBag<Tape> _tapes = [];
    private readonly Layers.Embedding _words;
    private readonly Layers.Embedding _shapes;
    private readonly Layers.Embedding? _characters;
    private readonly RecurrentLayer? _reader;
    private readonly RaggedConvolution? _convolution;
    private readonly RecurrentLayer _recurrent;
    private readonly Linear _output;
    private readonly LinearChain? _chain;

    /// <summary>Creates a tagger and initialises it from the options' seed.</summary>
    /// <param name="words">The words that have features of their own, as <see cref="WordForms.Key"/> writes them.</param>
    /// <param name="characters">The letters.</param>
    /// <param name="tags">The tags.</param>
    /// <param name="legal">Which tags may follow which.</param>
    /// <param name="options">The shape.</param>
    /// <exception cref="ArgumentException">An option is out of range, or there are fewer than two tags.</exception>
    public SequenceTagger(Vocabulary words, Vocabulary characters, LabelSet tags, TagConstraints legal, TaggerOptions options)
        : this(words, characters, tags, legal, options, initialize: true)
    {
    }

    internal SequenceTagger(
        Vocabulary words, Vocabulary characters, LabelSet tags, TagConstraints legal, TaggerOptions options, bool initialize)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(legal);
        options.Check();
        if (tags.Count < 2 || legal.Tags != tags.Count)
        {
            throw new ArgumentException($"expected at least two tags and rules for each, got {tags.Count} and rules for {legal.Tags}");
        }

        (Words, Characters, Tags, Legal, Options) = (words, characters, tags, legal, options);
        _words = AddModule("words", new Layers.Embedding(words.Count, options.Embedding, Scaled(options.Embedding)));
        _shapes = AddModule("shapes", new Layers.Embedding(WordForms.Shapes, options.ShapeEmbedding, Scaled(options.ShapeEmbedding)));
        int letters = options.Characters == CharacterEncoder.None ? 0 : 2 * options.CharacterUnits;
        if (letters > 0)
        {
            _characters = AddModule(
                "characters", new Layers.Embedding(characters.Count, options.CharacterEmbedding, Scaled(options.CharacterEmbedding)));
        }

        if (options.Characters == CharacterEncoder.Recurrent)
        {
            _reader = AddModule(
                "character_rnn", new RecurrentLayer(options.CharacterEmbedding, new(Cell.Lstm, options.CharacterUnits) { Bidirectional = true }));
        }
        else if (options.Characters == CharacterEncoder.Convolution)
        {
            _convolution = AddModule("character_cnn", new RaggedConvolution(options.CharacterEmbedding, letters, [LetterWindow]));
        }

        _recurrent = AddModule("rnn", new RecurrentLayer(options.Embedding + options.ShapeEmbedding + letters, options.Recurrent));
        _output = AddModule("output", new Linear(options.Recurrent.OutputUnits, tags.Count));
        _chain = options.Crf ? AddModule("crf", new LinearChain(legal)) : null;
        if (initialize)
        {
            Initialize(options.Seed);
        }
    }

    /// <summary>A tagger with the words, letters and tags of some training data.</summary>
    /// <param name="train">The training data.</param>
    /// <param name="options">The shape.</param>
    public static SequenceTagger For(TaggedText train, TaggerOptions options)
    {
        ArgumentNullException.ThrowIfNull(train);
        ArgumentNullException.ThrowIfNull(options);
        return new SequenceTagger(
            WordVocabulary.Build(train.SelectMany(s => s.Words).Select(WordForms.Key), options.MinCount),
            Vocabulary.Build(train.SelectMany(s => s.Words)), train.Tags,
            TagConstraints.Of(train.Tags, train.Scheme).Allowing(train.Select(s => s.Tags)), options);
    }

    /// <summary>The words that have features of their own.</summary>
    public Vocabulary Words { get; }

    /// <summary>The letters.</summary>
    public Vocabulary Characters { get; }

    /// <summary>The tags.</summary>
    public LabelSet Tags { get; }

    /// <summary>Which tags may follow which.</summary>
    public TagConstraints Legal { get; }

    /// <summary>The shape of the model.</summary>
    public TaggerOptions Options { get; }

    /// <inheritdoc/>
    public IReadOnlyList<DataFlow> DataFlow =>
    [
        new("word", "words"), new("form of the word", "shapes"), new("words", "rnn"), new("shapes", "rnn"),
        .. _characters is null ? (ReadOnlySpan<DataFlow>)[] : [new("letters of a word", "characters")],
        .. _reader is null ? (ReadOnlySpan<DataFlow>)[]
            : [new("characters", "character_rnn"), new("character_rnn", "word from its letters", FlowTime.LastStep), new("word from its letters", "rnn", FlowTime.EveryStep, $"[N, {2 * Options.CharacterUnits}]")],
        .. _convolution is null ? (ReadOnlySpan<DataFlow>)[]
            : [new("characters", "character_cnn", FlowTime.AllSteps), new("character_cnn", "rnn", FlowTime.EveryStep, $"[N, {2 * Options.CharacterUnits}]")],
        new("rnn", "output"),
        .. _chain is null ? (ReadOnlySpan<DataFlow>)[new("output", "tag")] : [new("output", "crf", FlowTime.AllSteps), new("crf", "tags", FlowTime.Once, $"[N, steps] of {Tags.Count}")],
    ];

    /// <summary>The tags of one sentence.</summary>
    public TagPrediction Predict(IReadOnlyList<string> sentence) => Predict([sentence])[0];

    /// <summary>The tags of several sentences.</summary>
    /// <exception cref="ArgumentException">A sentence or a word is empty.</exception>
    public IReadOnlyList<TagPrediction> Predict(IReadOnlyList<IReadOnlyList<string>> sentences)
    {
        ArgumentNullException.ThrowIfNull(sentences);
        var encoder = new TaggerEncoder(Words, Characters);
        return Predict(sentences, [.. sentences.Select(encoder.Encode)], encoder);
    }

    /// <summary>How well the tags of some data are found.</summary>
    /// <exception cref="UnrollException">A tag of the data is not the model's.</exception>
    public TaggingReport Evaluate(TaggedText data)
    {
        ArgumentNullException.ThrowIfNull(data);
        TaggedText own = ReferenceEquals(data.Tags, Tags) ? data : data.Under(Tags);
        return new TaggingReport(own, [.. Predict([.. own.Select(s => s.Words)]).Select(p => p.Ids)], Words);
    }

    /// <summary>Writes the model into a folder: model.safetensors and config.json.</summary>
    /// <exception cref="UnrollException">The folder cannot be written to.</exception>
    public void Save(string folder) => ModelFiles.Save(this, TaggerFiles.Config(this, null), folder);

    /// <summary>Reads a model from a run folder, or from a model.safetensors with its config.json beside it.</summary>
    /// <exception cref="UnrollException">A file is missing, damaged or of another model.</exception>
    public static SequenceTagger Load(string path) => TaggerFiles.Load(path);

    /// <summary>The scores of the tags: packed [total, tags].</summary>
    /// <param name="tape">The tape.</param>
    /// <param name="layout">The layout of the batch.</param>
    /// <param name="batch">The sentences in the caller's order.</param>
    /// <param name="words">Packed word ids, some of them unknown in training.</param>
    /// <param name="letters">The letters of each spelling.</param>
    internal Tensor Emissions(
        Tape tape, SequenceLayout layout, IReadOnlyList<EncodedSentence> batch, ReadOnlySpan<int> words, IReadOnlyList<int[]> letters)
    {
        var ids = new int[layout.Total];
        layout.PackIds([.. batch.Select(s => s.Shapes)], ids);
        Tensor word = _words.Forward(tape, words), shape = _shapes.Forward(tape, ids);
        Tensor features = tape.Concatenate(_characters is null ? [word, shape] : [word, shape, Spelling(tape, layout, batch, letters)]);
        Tensor states = _recurrent.Forward(tape, layout, tape.SequenceDropout(features, layout, Options.InputDropout)).Output;
        return _output.Forward(tape, tape.SequenceDropout(states, layout, Options.OutputDropout));
    }

    /// <summary>The mean loss of the sentences of a batch.</summary>
    internal Tensor Loss(Tape tape, SequenceLayout layout, Tensor emissions, ReadOnlySpan<int> tags) => _chain is not null
        ? _chain.Loss(tape, layout, emissions, tags)
        : Losses.ClassificationLosses.CrossEntropy(tape, emissions, tags).Loss;

    internal IReadOnlyList<TagPrediction> Predict(
        IReadOnlyList<IReadOnlyList<string>> sentences, IReadOnlyList<EncodedSentence> encoded, TaggerEncoder encoder)
    {
        var predictions = new TagPrediction[sentences.Count];
        Tape tape = _tapes.TryTake(out Tape? free) ? free : new Tape();
        try
        {
            foreach (int[] rows in BatchPlan.Evaluation(encoded.Select(e => e.Words.Length), PredictionBatch))
            {
                EncodedSentence[] batch = Array.ConvertAll(rows, r => encoded[r]);
                var layout = new SequenceLayout(Array.ConvertAll(batch, b => b.Words.Length));
                var words = new int[layout.Total];
                layout.PackIds([.. batch.Select(s => s.Words)], words);
                Tensor emissions = Emissions(tape, layout, batch, words, encoder.Letters);
                Tensor probabilities = _chain?.Marginals(tape, layout, emissions) ?? tape.Softmax(emissions);
                for (int r = 0; r < rows.Length; r++)
                {
                    int item = rows[layout.Order[r]];
                    predictions[item] = Answer(sentences[item], Row(layout, r, emissions), Row(layout, r, probabilities));
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

    private TagPrediction Answer(IReadOnlyList<string> words, float[] scores, float[] probabilities)
    {
        int tags = Tags.Count;
        int[] ids = _chain?.Decode(scores)
            ?? [.. Enumerable.Range(0, words.Count).Select(t => SequenceClassifier.ArgMax(scores[(t * tags)..((t + 1) * tags)]))];
        return new TagPrediction(words, Tags, ids, probabilities);
    }

    /// <summary>The steps of one sorted row: [steps, tags].</summary>
    private float[] Row(SequenceLayout layout, int row, Tensor packed)
    {
        int tags = Tags.Count, length = layout.Lengths[row];
        var values = new float[length * tags];
        for (int t = 0; t < length; t++)
        {
            packed.Span.Slice(layout.PackedRow(t, row) * tags, tags).CopyTo(values.AsSpan(t * tags));
        }

        return values;
    }

    /// <summary>What the letters say: each different word of the batch is read once.</summary>
    private Tensor Spelling(Tape tape, SequenceLayout layout, IReadOnlyList<EncodedSentence> batch, IReadOnlyList<int[]> letters)
    {
        var places = new Dictionary<int, int>();
        var forms = new List<int>();
        foreach (int form in batch.SelectMany(s => s.Forms))
        {
            if (places.TryAdd(form, forms.Count))
            {
                forms.Add(form);
            }
        }

        int[][] spelled = [.. forms.Select(f => letters[f])];
        int[] lengths = Array.ConvertAll(spelled, s => s.Length);
        Tensor read;
        if (_reader is not null)
        {
            var words = new SequenceLayout(lengths);
            var ids = new int[words.Total];
            words.PackIds(spelled, ids);
            RecurrentStates final = _reader.ForwardIds(tape, words, _characters!.Weight.Value, ids).Final;
            read = tape.Concatenate([final[0][0], final[1][0]]);
        }
        else
        {
            read = _convolution!.Forward(tape, _characters!.Forward(tape, [.. spelled.SelectMany(s => s)]), lengths);
        }

        var packed = new int[layout.Total];
        layout.PackIds([.. batch.Select(s => Array.ConvertAll(s.Forms, f => places[f]))], packed);
        return tape.Gather(read, packed);
    }

    private static Initializer Scaled(int features) => Initializer.Uniform(MathF.Sqrt(3f / features));
}
