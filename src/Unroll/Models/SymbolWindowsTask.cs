using Unroll.Autograd;
using Unroll.Autograd.Operations;
using Unroll.Layers;
using Unroll.Losses;
using Unroll.Recurrent;
using Unroll.Tensors;
using Unroll.Training;

namespace Unroll.Models;

/// <summary>
/// Trains a <see cref="SymbolModel"/> on windows of one length. The loss of a window is the cross-entropy summed over its outputs; the
/// first is drawn from nothing, each further one from the symbols before it.
/// </summary>
/// <param name="model">The model.</param>
/// <param name="windows">The windows, all of one length.</param>
public sealed class SymbolWindowsTask(SymbolModel model, IReadOnlyList<int[]> windows) : TrainingTask
{
    private static readonly CrossEntropyOptions Summed = new() { Reduction = LossReduction.Sum };

    /// <inheritdoc/>
    public override Module Model => model;

    /// <inheritdoc/>
    public override IReadOnlyList<int> Lengths { get; } = [.. windows.Select(w => w.Length)];

    /// <inheritdoc/>
    public override Tensor Loss(Tape tape, ReadOnlySpan<int> items, out int correct)
    {
        int rows = items.Length, steps = windows[items[0]].Length;
        SequenceLayout layout = SequenceLayout.Dense(rows, steps);
        int[] inputs = new int[rows * steps], targets = new int[rows * steps];
        for (int r = 0; r < rows; r++)
        {
            int[] window = windows[items[r]];
            for (int t = 0; t < steps; t++)
            {
                inputs[(t * rows) + r] = t == 0 ? model.Start : window[t - 1];
                targets[(t * rows) + r] = window[t];
            }
        }

        Tensor logits = model.Forward(tape, layout, inputs, null, out _);
        correct = -1;
        return tape.MultiplyScalar(tape.CrossEntropy(logits, targets, Summed).Loss, 1f / rows);
    }

    /// <inheritdoc/>
    public override IReadOnlyList<(string Name, double Value)> Validate(Tape tape) => [];
}
