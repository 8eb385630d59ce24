using Unroll.Autograd;
using Unroll.Formats;
using Unroll.Layers;
using Unroll.Tensors;
using Unroll.Training;

namespace Unroll.Recipes;

/// <summary>
/// A task whose held-out data is watched and never used: the metrics go into the log for the curves, but no weights are chosen by
/// them and nothing stops early. That is how a test part may be drawn beside the training part.
/// </summary>
internal sealed class WatchedTask(TrainingTask task) : TrainingTask
{
    public override Module Model => task.Model;

    public override IReadOnlyList<int> Lengths => task.Lengths;

    /// <summary>No metric has this name.</summary>
    public override string Monitor => "";

    public override int[][]? Plan(int epoch) => task.Plan(epoch);

    public override Tensor Loss(Tape tape, ReadOnlySpan<int> items, out int correct) => task.Loss(tape, items, out correct);

    public override IReadOnlyList<(string Name, double Value)> Validate(Tape tape) => task.Validate(tape);

    public override void SaveState(CheckpointState checkpoint) => task.SaveState(checkpoint);

    public override void LoadState(CheckpointState checkpoint) => task.LoadState(checkpoint);
}
