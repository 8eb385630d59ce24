using Unroll.Autograd;
using Unroll.Autograd.Operations;
using Unroll.Layers;
using Unroll.Losses;
using Unroll.Tensors;
using Unroll.Training;

namespace Unroll.Models;

/// <summary>Trains a <see cref="LanguageModel"/> on items (lines), each from its start to its end.</summary>
public sealed class LanguageItemsTask : TrainingTask
{
    private readonly LanguageModel _model;
    private readonly IReadOnlyList<int[]> _train, _valid;
    private static readonly CrossEntropyOptions Summed = new() { Reduction = LossReduction.Sum };
    private readonly double _meanLength;
    private readonly ItemBatch _batch = new();

    /// <summary>Takes encoded items.</summary>
    /// <param name="model">The model to train.</param>
    /// <param name="train">Training items: [start, pieces..., end] each.</param>
    /// <param name="valid">Held-out items of the same form; none unless given.</param>
    public LanguageItemsTask(LanguageModel model, IReadOnlyList<int[]> train, IReadOnlyList<int[]>? valid = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(train);
        if (!model.Pieces.IsItems)
        {
            throw new ArgumentException("the model was made for one long text, not for items", nameof(model));
        }

        _model = model;
        _train = train;
        _valid = valid ?? [];
        Lengths = [.. train.Select(i => i.Length - 1)];
        _meanLength = Math.Max(1, Lengths.Sum(l => (double)l) / Math.Max(1, Lengths.Count));
    }

    /// <inheritdoc/>
    public override Module Model => _model;

    /// <inheritdoc/>
    public override IReadOnlyList<int> Lengths { get; }

    /// <summary>Encodes texts as items: [start, pieces..., end].</summary>
    public static int[][] Encode(LanguageModel model, IEnumerable<string> texts)
    {
        ArgumentNullException.ThrowIfNull(model);
        return [.. texts.Select(t => (int[])[model.Pieces.End, .. model.Pieces.Encode(t), model.Pieces.End])];
    }

    /// <inheritdoc/>
    public override Tensor Loss(Tape tape, ReadOnlySpan<int> items, out int correct)
    {
        _batch.Set(items, _train);
        correct = -1;
        (Tensor hidden, _) = _model.Read(tape, _batch.Layout, _batch.Inputs);

        // Batches hold items of similar length: a mean over each would give the pieces of short items more weight than those of long ones.
        Tensor sum = _model.Loss(tape, hidden, _batch.Targets.Span, Summed);
        return tape.MultiplyScalar(sum, (float)(1 / (items.Length * _meanLength)));
    }

    /// <inheritdoc/>
    public override IReadOnlyList<(string Name, double Value)> Validate(Tape tape) =>
        _valid.Count == 0 ? [] : LanguageTextTask.Metrics(LanguageScore.OfItems(_model, _valid));
}
