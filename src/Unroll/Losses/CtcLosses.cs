using Unroll.Autograd;
using Unroll.Autograd.Operations;
using Unroll.Recurrent;
using Unroll.Tensors;

namespace Unroll.Losses;

/// <summary>The loss of sequences whose labels have no times.</summary>
public static class CtcLosses
{
    private static readonly CtcOptions Default = new();

    /// <summary>
    /// Connectionist temporal classification (Graves, Fernández, Gomez and Schmidhuber 2006): -ln of the probability of the labels, summed
    /// over every way to lay them out over the steps with blanks between, where repeats of a label on successive steps are one. Softmax,
    /// the forward-backward algorithm in log space and in double, and the gradient with respect to the logits are one operation.
    /// </summary>
    /// <param name="tape">The tape.</param>
    /// <param name="logits">Packed logits [total, C] of a ragged batch.</param>
    /// <param name="layout">Its layout.</param>
    /// <param name="labels">The labels of each row in the caller's order, none of them the blank.</param>
    /// <param name="options">Blank and reduction.</param>
    /// <exception cref="ArgumentException">The shapes do not fit, or a label is no class or the blank.</exception>
    public static CtcResult Ctc(
        this Tape tape, Tensor logits, SequenceLayout layout, IReadOnlyList<int[]> labels, CtcOptions? options = null)
    {
        options ??= Default;
        Check(logits, layout, labels, options);
        return CtcNode.Apply(tape, logits, layout, labels, options);
    }

    private static void Check(Tensor logits, SequenceLayout layout, IReadOnlyList<int[]> labels, CtcOptions options)
    {
        const string Operation = "Ctc";
        Expect.Rank(Operation, nameof(logits), logits, 2);
        Expect.Length(Operation, nameof(labels), labels.Count, layout.Rows);
        if (logits.Shape[0] != layout.Total)
        {
            Expect.Fail($"Ctc: expected logits for the {layout.Total} steps of the layout, got {logits.Shape[0]} rows", nameof(logits));
        }

        int classes = logits.Shape[1];
        if ((uint)options.Blank >= (uint)classes)
        {
            Expect.Fail($"Ctc: expected a blank from 0 to {classes - 1}, got {options.Blank}", nameof(options));
        }

        for (int r = 0; r < labels.Count; r++)
        {
            foreach (int label in labels[r])
            {
                if ((uint)label >= (uint)classes || label == options.Blank)
                {
                    Expect.Fail(
                        $"Ctc: expected labels from 0 to {classes - 1} and not the blank {options.Blank}, got {label} in row {r}", nameof(labels));
                }
            }
        }
    }
}
