using Unroll.Autograd;
using Unroll.Data;
using Unroll.Layers;
using Unroll.Metrics;
using Unroll.Numerics;
using Unroll.Recurrent;
using Unroll.Tensors;
using Unroll.Training;

namespace Unroll.Models;

/// <summary>Trains a <see cref="SequenceTagger"/>.</summary>
public sealed class TaggingTask : TrainingTask
{
    private readonly SequenceTagger _model;
    private readonly TaggerEncoder _encoder;
    private readonly EncodedSentence[] _sentences;
    private readonly int[][] _tags;
    private readonly TaggedText? _valid;
    private readonly float[] _unknown;
    private readonly SequenceLayout _layout = new([]);

    /// <summary>Encodes the data.</summary>
    /// <param name="model">The model to train.</param>
    /// <param name="train">The training data, under the model's tags.</param>
    /// <param name="valid">Held-out data for validation; none unless given.</param>
    public TaggingTask(SequenceTagger model, TaggedText train, TaggedText? valid = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(train);
        _model = model;
        _valid = valid;
        _encoder = new TaggerEncoder(model.Words, model.Characters);
        _sentences = [.. train.Select(s => _encoder.Encode(s.Words))];
        _tags = [.. train.Select(s => s.Tags)];
        Lengths = Array.ConvertAll(_tags, t => t.Length);
        int[] counts = new int[model.Words.Count];
        foreach (int word in _sentences.SelectMany(s => s.Words))
        {
            counts[word]++;
        }

        float a = model.Options.WordDropout;
        _unknown = Array.ConvertAll(counts, n => a == 0 ? 0 : a / (a + n));
    }

    /// <inheritdoc/>
    public override Module Model => _model;

    /// <inheritdoc/>
    public override IReadOnlyList<int> Lengths { get; }

    /// <inheritdoc/>
    public override string Monitor => SpanTag.SchemeOf(_model.Tags) == TagScheme.Plain ? "accuracy" : "entity_f1";

    /// <inheritdoc/>
    public override bool HigherIsBetter => true;

    /// <inheritdoc/>
    public override Tensor Loss(Tape tape, ReadOnlySpan<int> items, out int correct)
    {
        ArgumentNullException.ThrowIfNull(tape);
        correct = -items.Length;
        int[] chosen = items.ToArray();
        _layout.Set(Array.ConvertAll(chosen, i => Lengths[i]), items);
        EncodedSentence[] batch = Array.ConvertAll(chosen, i => _sentences[i]);
        int[] words = new int[_layout.Total], tags = new int[_layout.Total];
        _layout.PackIds(Array.ConvertAll(batch, s => s.Words), words);
        _layout.PackIds(Array.ConvertAll(chosen, i => _tags[i]), tags);
        Forget(tape, words);
        return _model.Loss(tape, _layout, _model.Emissions(tape, _layout, batch, words, _encoder.Letters), tags);
    }

    /// <inheritdoc/>
    public override IReadOnlyList<(string Name, double Value)> Validate(Tape tape)
    {
        if (_valid is null)
        {
            return [];
        }

        TaggingReport report = _model.Evaluate(_valid);
        return report.Spans is { } spans
            ? [("entity_f1", spans.All.F1), ("accuracy", report.Words.Accuracy)]
            : [("accuracy", report.Words.Accuracy)];
    }

    /// <summary>Takes rare words for unknown ones, so that the model learns what to do with those.</summary>
    private void Forget(Tape tape, int[] words)
    {
        if (!tape.Training)
        {
            return;
        }

        var random = new Rng(tape.Seed, RandomPurpose.Noise);
        for (int t = 0; t < _layout.Steps; t++)
        {
            for (int r = 0; r < _layout.Alive[t]; r++)
            {
                ref int word = ref words[_layout.PackedRow(t, r)];
                word = random.Uniform(tape.Step, (uint)_layout.Items[r], (uint)t) < _unknown[word] ? Vocabulary.UnknownId : word;
            }
        }
    }
}
