using Unroll.Autograd;
using Unroll.Autograd.Operations;
using Unroll.Data;
using Unroll.Data.Music;
using Unroll.Layers;
using Unroll.Losses;
using Unroll.Recurrent;
using Unroll.Tensors;
using Unroll.Training;

namespace Unroll.Models;

/// <summary>
/// Trains a <see cref="PolyphonicModel"/>. The loss is the negative log-likelihood of a step in nats: summed over the 88 keys, averaged
/// over all steps of all pieces, the first of each from silence.
/// </summary>
public sealed class PolyphonicTask : TrainingTask
{
    private readonly PolyphonicModel _model;
    private readonly IReadOnlyList<PianoRoll> _train, _valid;
    private readonly IReadOnlyList<PianoRoll>[] _versions;

    /// <summary>Takes the pieces.</summary>
    /// <param name="model">The model.</param>
    /// <param name="train">The training pieces.</param>
    /// <param name="valid">Held-out pieces; none for none.</param>
    /// <param name="transpositions">By how many semitones up and down a training piece may be moved each time it is read.</param>
    public PolyphonicTask(PolyphonicModel model, IReadOnlyList<PianoRoll> train, IReadOnlyList<PianoRoll> valid, int transpositions)
    {
        ArgumentNullException.ThrowIfNull(train);
        _model = model;
        _train = train;
        _valid = valid;
        Lengths = [.. train.Select(r => r.Steps)];
        _versions =
        [
            .. train.Select(r => (IReadOnlyList<PianoRoll>)
                [.. Enumerable.Range(-transpositions, (2 * transpositions) + 1).Select(r.Transpose).OfType<PianoRoll>()]),
        ];
    }

    /// <inheritdoc/>
    public override Module Model => _model;

    /// <inheritdoc/>
    public override IReadOnlyList<int> Lengths { get; }

    /// <inheritdoc/>
    public override Tensor Loss(Tape tape, ReadOnlySpan<int> items, out int correct)
    {
        correct = -1;
        var rolls = new PianoRoll[items.Length];
        var random = new Numerics.Rng(tape.Seed, Numerics.RandomPurpose.Data);
        for (int i = 0; i < rolls.Length; i++)
        {
            IReadOnlyList<PianoRoll> versions = _versions[items[i]];
            rolls[i] = versions[(int)(random.Bits(tape.Step, (uint)items[i], 0) % (uint)versions.Count)];
        }

        Tensor sum = Loss(_model, tape, rolls, items, out int steps);
        return tape.MultiplyScalar(sum, 1f / steps);
    }

    /// <inheritdoc/>
    public override IReadOnlyList<(string Name, double Value)> Validate(Tape tape) => _valid.Count == 0 ? [] : [("loss", Evaluate(_model, _valid))];

    /// <summary>The negative log-likelihood of a step in nats, averaged over all steps of the pieces.</summary>
    public static double Evaluate(PolyphonicModel model, IReadOnlyList<PianoRoll> rolls)
    {
        var tape = new Tape();
        double sum = 0;
        long steps = 0;
        foreach (int[] batch in BatchPlan.Evaluation(rolls.Select(r => r.Steps), 32))
        {
            sum += Loss(model, tape, [.. batch.Select(i => rolls[i])], batch, out int count).Scalar;
            steps += count;
            tape.Reset();
        }

        return sum / steps;
    }

    private static Tensor Loss(PolyphonicModel model, Tape tape, PianoRoll[] rolls, ReadOnlySpan<int> items, out int steps)
    {
        var layout = new SequenceLayout([.. rolls.Select(r => r.Steps)], items);
        Tensor inputs = tape.Arena.Zeros(new Shape(layout.Total, PianoRoll.Keys)), targets = tape.Arena.Zeros(new Shape(layout.Total, PianoRoll.Keys));
        for (int r = 0; r < rolls.Length; r++)
        {
            PianoRoll roll = rolls[layout.Order[r]];
            for (int t = 0; t < roll.Steps; t++)
            {
                int at = layout.PackedRow(t, r);
                Mark(targets, at, roll.Frames[t]);
                if (t > 0)
                {
                    Mark(inputs, at, roll.Frames[t - 1]);
                }
            }
        }

        steps = layout.Total;
        Tensor logits = model.Forward(tape, layout, inputs, null, out _);
        return tape.BinaryCrossEntropyWithLogits(logits, targets, reduction: LossReduction.Sum);
    }

    private static void Mark(Tensor rows, int row, int[] pitches)
    {
        foreach (int pitch in pitches)
        {
            rows[row, pitch - PianoRoll.Lowest] = 1;
        }
    }
}
