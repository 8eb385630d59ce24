using Unroll.Autograd;
using Unroll.Data;
using Unroll.Layers;
using Unroll.Numerics;
using Unroll.Recurrent;
using Unroll.Tensors;
using Unroll.Training;

namespace Unroll.Models;

/// <summary>Trains a <see cref="WindowClassifier"/>.</summary>
public sealed class WindowTask : TrainingTask
{
    private readonly WindowClassifier _model;
    private readonly float[][] _windows;
    private readonly int[] _labels;
    private readonly LabeledText? _valid;
    private readonly SequenceLayout _layout = new([]);

    /// <summary>Encodes the data.</summary>
    /// <param name="model">The model to train.</param>
    /// <param name="train">The training windows, under the model's labels.</param>
    /// <param name="valid">Held-out windows for validation; none unless given.</param>
    public WindowTask(WindowClassifier model, LabeledText train, LabeledText? valid = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(train);
        (_model, _valid) = (model, valid);
        _windows = [.. train.Select(i => model.Encode(i.Text))];
        _labels = [.. train.Select(i => i.Label)];
        Lengths = Array.ConvertAll(_labels, _ => model.Options.Length);
    }

    /// <inheritdoc/>
    public override Module Model => _model;

    /// <inheritdoc/>
    public override IReadOnlyList<int> Lengths { get; }

    /// <inheritdoc/>
    public override string Monitor => "loss";

    /// <inheritdoc/>
    public override Tensor Loss(Tape tape, ReadOnlySpan<int> items, out int correct)
    {
        ArgumentNullException.ThrowIfNull(tape);
        int[] chosen = items.ToArray();
        _layout.Set(Array.ConvertAll(chosen, i => Lengths[i]), items);
        var random = new Rng(tape.Seed, RandomPurpose.Noise);
        float hidden = tape.Training ? _model.Options.Hidden : 0;
        var rows = new float[chosen.Length][];
        for (int r = 0; r < rows.Length; r++)
        {
            rows[r] = [.. _windows[chosen[r]]];
            for (int t = 0; t < Lengths[chosen[r]] && hidden > 0; t++)
            {
                if (random.Uniform(tape.Step, (uint)chosen[r], (uint)t) < hidden)
                {
                    rows[r].AsSpan(4 * t, 4).Fill(0.25f);
                }
            }
        }

        return _model.Loss(tape, _layout, rows, Array.ConvertAll(chosen, i => _labels[i]), out correct);
    }

    /// <inheritdoc/>
    public override IReadOnlyList<(string Name, double Value)> Validate(Tape tape)
    {
        if (_valid is null)
        {
            return [];
        }

        IReadOnlyList<Prediction> answers = _model.Predict([.. _valid.Select(i => i.Text)]);
        double loss = answers.Select((p, i) => -Math.Log(Math.Max(p.Probabilities[_valid[i].Label], 1e-30))).Sum() / _valid.Count;
        double right = answers.Where((p, i) => SequenceClassifier.ArgMax(p.Probabilities) == _valid[i].Label).Count();
        return [("loss", loss), ("accuracy", right / _valid.Count)];
    }
}
