using Unroll.Autograd;
using Unroll.Data;
using Unroll.Layers;
using Unroll.Losses;
using Unroll.Tensors;
using Unroll.Training;

namespace Unroll.Models;

/// <summary>Trains a <see cref="Captioner"/> on pictures with captions by teacher forcing.</summary>
public sealed class CaptionTask : TrainingTask
{
    private const int ValidationBatch = 64;

    private readonly Captioner _model;
    private readonly ICaptionedPictures _train;
    private readonly ICaptionedPictures? _valid;
    private readonly int[][] _targets, _validTargets;
    private readonly TargetBatch _batch = new();

    /// <summary>Encodes the captions.</summary>
    /// <param name="model">The model to train.</param>
    /// <param name="train">The training pictures.</param>
    /// <param name="valid">Held-out pictures that choose the best weights; none unless given.</param>
    public CaptionTask(Captioner model, ICaptionedPictures train, ICaptionedPictures? valid = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(train);
        _model = model;
        _train = train;
        _valid = valid;
        _targets = Encode(train);
        _validTargets = valid is null ? [] : Encode(valid);
        Lengths = [.. _targets.Select(t => t.Length)];
    }

    /// <inheritdoc/>
    public override Module Model => _model;

    /// <inheritdoc/>
    public override IReadOnlyList<int> Lengths { get; }

    /// <inheritdoc/>
    public override Tensor Loss(Tape tape, ReadOnlySpan<int> items, out int correct)
    {
        _batch.Set(items, _targets);
        Tensor logits = _model.Forward(tape, Pictures(tape, _train, items), _batch);
        correct = -1;
        return tape.CrossEntropy(logits, _batch.Outputs.AsSpan(0, _batch.Target.Total)).Loss;
    }

    /// <inheritdoc/>
    public override IReadOnlyList<(string Name, double Value)> Validate(Tape tape)
    {
        if (_valid is null || _validTargets.Length == 0)
        {
            return [];
        }

        double loss = 0;
        long tokens = 0, right = 0;
        var batch = new TargetBatch();
        foreach (int[] items in BatchPlan.Evaluation(_validTargets.Select(t => t.Length), ValidationBatch))
        {
            tape.Reset();
            batch.Set(items, _validTargets);
            CrossEntropyResult result = tape.CrossEntropy(
                _model.Forward(tape, Pictures(tape, _valid, items), batch), batch.Outputs.AsSpan(0, batch.Target.Total));
            loss += result.Sum;
            tokens += result.Counted;
            right += result.Correct;
        }

        return [("loss", loss / tokens), ("token_accuracy", (double)right / tokens)];
    }

    private int[][] Encode(ICaptionedPictures pictures) =>
        [.. Enumerable.Range(0, pictures.Count).Select(i => _model.Encode(pictures.Caption(i)))];

    private Tensor Pictures(Tape tape, ICaptionedPictures from, ReadOnlySpan<int> items)
    {
        int size = _model.Options.InputSize;
        Tensor pictures = tape.Arena.Allocate(new Shape(items.Length, size));
        for (int i = 0; i < items.Length; i++)
        {
            from.Read(items[i], pictures.Span.Slice(i * size, size));
        }

        return pictures;
    }
}
