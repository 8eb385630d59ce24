using Unroll.Autograd;
using Unroll.Formats;
using Unroll.Layers;
using Unroll.Tensors;

namespace Unroll.Training;

/// <summary>What the trainer trains: a model, its items, the loss of a batch and the metrics of a validation pass.</summary>
public abstract class TrainingTask
{
    /// <summary>The model whose parameters are trained.</summary>
    public abstract Module Model { get; }

    /// <summary>The length of each training item, by which batches are bucketed.</summary>
    public abstract IReadOnlyList<int> Lengths { get; }

    /// <summary>
    /// The batches of an epoch in order, each a list of item indices, where the task itself says what comes after what (texts whose state
    /// is carried from batch to batch); null to shuffle and bucket by length. It must follow from the epoch alone.
    /// </summary>
    /// <param name="epoch">The epoch, from 0.</param>
    public virtual int[][]? Plan(int epoch) => null;

    /// <summary>Records the forward pass of a batch and returns its mean loss, a scalar.</summary>
    /// <param name="tape">The tape, recording.</param>
    /// <param name="items">Indices of the batch's items.</param>
    /// <param name="correct">How many items were answered rightly; negative where that has no meaning.</param>
    public abstract Tensor Loss(Tape tape, ReadOnlySpan<int> items, out int correct);

    /// <summary>Measures the model on held-out data: "loss" and further metrics by name. Empty where there is none.</summary>
    public abstract IReadOnlyList<(string Name, double Value)> Validate(Tape tape);

    /// <summary>The metric of <see cref="Validate"/> that chooses the best weights.</summary>
    public virtual string Monitor => "loss";

    /// <summary>Whether a higher <see cref="Monitor"/> is better.</summary>
    public virtual bool HigherIsBetter => false;

    /// <summary>Adds what the task carries from batch to batch (states of truncated back-propagation) to a checkpoint.</summary>
    public virtual void SaveState(CheckpointState checkpoint)
    {
    }

    /// <summary>Takes back what <see cref="SaveState"/> added.</summary>
    public virtual void LoadState(CheckpointState checkpoint)
    {
    }
}
