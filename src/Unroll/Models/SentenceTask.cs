using Unroll.Autograd;
using Unroll.Data;
using Unroll.Layers;
using Unroll.Losses;
using Unroll.Metrics;
using Unroll.Numerics;
using Unroll.Recurrent;
using Unroll.Tensors;
using Unroll.Training;

namespace Unroll.Models;

/// <summary>Trains a <see cref="SentenceClassifier"/>.</summary>
public sealed class SentenceTask : TrainingTask
{
    private readonly SentenceClassifier _model;
    private readonly int[][] _sentences;
    private readonly int[] _labels;
    private readonly LabeledText? _valid;
    private readonly float[] _unknown;
    private readonly SequenceLayout _layout = new([]);

    /// <summary>Encodes the data.</summary>
    /// <param name="model">The model to train.</param>
    /// <param name="train">The training sentences.</param>
    /// <param name="valid">Held-out sentences for validation; none unless given.</param>
    public SentenceTask(SentenceClassifier model, LabeledText train, LabeledText? valid = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(train);
        (_model, _valid) = (model, valid);
        _sentences = [.. train.Select(i => model.Encode(i.Text))];
        _labels = [.. train.Select(i => i.Label)];
        Lengths = Array.ConvertAll(_sentences, s => s.Length);
        int[] counts = new int[model.Words.Count];
        foreach (int word in _sentences.SelectMany(s => s))
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
    public override string Monitor => "accuracy";

    /// <inheritdoc/>
    public override bool HigherIsBetter => true;

    /// <inheritdoc/>
    public override Tensor Loss(Tape tape, ReadOnlySpan<int> items, out int correct)
    {
        ArgumentNullException.ThrowIfNull(tape);
        int[] chosen = items.ToArray();
        _layout.Set(Array.ConvertAll(chosen, i => Lengths[i]), items);
        var random = new Rng(tape.Seed, RandomPurpose.Noise);
        bool training = tape.Training;
        uint step = tape.Step;
        int[][] rows = Array.ConvertAll(chosen, i => training
            ? [.. _sentences[i].Select((w, t) => random.Uniform(step, (uint)i, (uint)t) < _unknown[w] ? Vocabulary.UnknownId : w)]
            : _sentences[i]);
        CrossEntropyResult result = tape.CrossEntropy(_model.Forward(tape, _layout, rows), Array.ConvertAll(chosen, i => _labels[i]));
        correct = result.Correct;
        return result.Loss;
    }

    /// <inheritdoc/>
    public override IReadOnlyList<(string Name, double Value)> Validate(Tape tape)
    {
        if (_valid is null)
        {
            return [];
        }

        ClassificationReport report = _model.Evaluate(_valid);
        return [("accuracy", report.Accuracy)];
    }
}
