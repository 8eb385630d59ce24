using Unroll.Autograd;
using Unroll.Numerics;
using Unroll.Tensors;

namespace Unroll.Recurrent;

/// <summary>Dropout on packed sequences, drawn by item and step so that a row's mask does not depend on its batch.</summary>
public static unsafe class SequenceDropoutOperation
{
    /// <summary>Zeroes values with probability <paramref name="rate"/> and scales the others by 1 / (1 - rate); the input itself when not training.</summary>
    /// <param name="tape">The tape.</param>
    /// <param name="input">Packed values [total, D].</param>
    /// <param name="layout">The layout of the batch.</param>
    /// <param name="rate">The probability of dropping, in [0, 1).</param>
    /// <param name="sameEveryStep">One mask a sequence (Gal and Ghahramani 2016) rather than one a step.</param>
    public static Tensor SequenceDropout(this Tape tape, Tensor input, SequenceLayout layout, float rate, bool sameEveryStep = false)
    {
        if (!tape.Training || rate <= 0)
        {
            return input;
        }

        int width = input.Shape.Last;
        float keep = 1 - rate;
        var random = new Rng(tape.NextSeed(), RandomPurpose.Dropout);
        Tensor output = tape.Output(input.Shape, input);
        float* mask = tape.Arena.AllocateFloats(((nint)layout.Total * width) + 8);
        for (int t = 0; t < layout.Steps; t++)
        {
            for (int r = 0; r < layout.Alive[t]; r++)
            {
                float* row = mask + (layout.PackedRow(t, r) * (nint)width);
                random.FillKeepMask(row, width, keep, 1 / keep, tape.Step, (uint)layout.Items[r], sameEveryStep ? 0 : (uint)t);
            }
        }

        Masking.Multiply(input.Pointer, mask, output.Pointer, input.Count);
        if (output.RequiresGradient)
        {
            tape.Record(new MaskNode(input, output, mask));
        }

        return output;
    }

    private sealed class MaskNode(Tensor input, Tensor output, float* mask) : Node
    {
        private readonly float* _mask = mask;

        public override void Backward(Tape tape)
        {
            if (output.Gradient is { } gradient)
            {
                Masking.MultiplyAdd(gradient.Pointer, _mask, tape.GradientOf(input).Pointer, input.Count);
            }
        }
    }
}
