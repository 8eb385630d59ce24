using Unroll.Autograd;
using Unroll.Data;
using Unroll.Layers;
using Unroll.Losses;
using Unroll.Recurrent;
using Unroll.Tensors;
using Unroll.Training;

namespace Unroll.Models;

/// <summary>Trains a <see cref="SequenceClassifier"/> on labelled text.</summary>
public sealed class ClassificationTask : TrainingTask
{
    private readonly SequenceClassifier _model;
    private readonly int[][] _texts;
    private readonly int[] _labels;
    private readonly LabeledText? _valid;
    private readonly CrossEntropyOptions _loss;
    private readonly SequenceLayout _layout = new([]);
    private readonly List<int[]> _rows = [];
    private int[] _lengths = [], _targets = [], _ids = [];

    /// <summary>Encodes the data.</summary>
    /// <param name="model">The model to train.</param>
    /// <param name="train">The training items.</param>
    /// <param name="valid">Held-out items for validation; none unless given.</param>
    public ClassificationTask(SequenceClassifier model, LabeledText train, LabeledText? valid = null)
    {
        _model = model;
        _valid = valid is { Count: > 0 } ? valid : null;
        _texts = model.Encode([.. train.Select(i => i.Text)]).Rows;
        _labels = [.. train.Select(i => i.Label)];
        Lengths = Array.ConvertAll(_texts, t => t.Length);
        _loss = new CrossEntropyOptions
        {
            LabelSmoothing = model.Options.LabelSmoothing,
            ClassWeights = model.Options.ClassBalance > 0 ? Weights(train.CountByLabel(), model.Options.ClassBalance) : null,
        };
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
        Reserve(items.Length);
        _rows.Clear();
        for (int i = 0; i < items.Length; i++)
        {
            _rows.Add(_texts[items[i]]);
            _lengths[i] = _texts[items[i]].Length;
            _targets[i] = _labels[items[i]];
        }

        _layout.Set(_lengths.AsSpan(0, items.Length), items);
        if (_ids.Length < _layout.Total)
        {
            _ids = new int[_layout.Total];
        }

        _layout.PackIds(_rows, _ids);
        Tensor logits = _model.Forward(tape, _layout, _ids.AsMemory(0, _layout.Total), out _);
        CrossEntropyResult result = tape.CrossEntropy(logits, _targets.AsSpan(0, items.Length), _loss);
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

        float[][] probabilities = _model.Probabilities(_model.Encode([.. _valid.Select(i => i.Text)]).Rows);
        double loss = 0;
        int correct = 0;
        for (int i = 0; i < probabilities.Length; i++)
        {
            loss -= Math.Log(Math.Max(probabilities[i][_valid[i].Label], 1e-30f));
            correct += SequenceClassifier.ArgMax(probabilities[i]) == _valid[i].Label ? 1 : 0;
        }

        return [("loss", loss / _valid.Count), ("accuracy", (double)correct / _valid.Count)];
    }

    private void Reserve(int rows)
    {
        if (_lengths.Length < rows)
        {
            _lengths = new int[rows];
            _targets = new int[rows];
        }
    }

    /// <summary>Inverse frequencies to a power, scaled so that the mean weight of an item is 1.</summary>
    internal static float[] Weights(int[] counts, float power)
    {
        double[] raw = Array.ConvertAll(counts, c => c == 0 ? 0 : Math.Pow(c, -power));
        double mean = counts.Zip(raw, (c, w) => c * w).Sum() / counts.Sum();
        return Array.ConvertAll(raw, w => (float)(w / mean));
    }
}
