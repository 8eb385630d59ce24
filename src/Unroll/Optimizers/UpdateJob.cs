using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Unroll.Numerics;
using Unroll.Optimizers.Rules;

namespace Unroll.Optimizers;

/// <summary>
/// One step over all parameters, laid end to end and cut into ranges of blocks of eight elements. An element's update needs no other
/// element, so the cut does not change a bit.
/// </summary>
/// <param name="slots">The parameters that take the step, [count].</param>
/// <param name="rules">The rule of each, [count].</param>
/// <param name="count">How many there are.</param>
/// <param name="blocks">Blocks of all together.</param>
/// <param name="states">States of the optimizer.</param>
/// <param name="scale">The factor of every gradient.</param>
internal readonly struct UpdateJob<TRule>(ParameterSlot[] slots, TRule[] rules, int count, long blocks, int states, float scale) : IJob
    where TRule : struct, IUpdateRule
{
    public void Execute(int part, int parts)
    {
        long start = blocks * part / parts, end = blocks * (part + 1) / parts;
        for (int i = 0; i < count && end > 0; i++)
        {
            int size = slots[i].Blocks;
            if (start < size)
            {
                Update(slots[i], rules[i], (int)Math.Max(start, 0), (int)Math.Min(end, size));
            }

            start -= size;
            end -= size;
        }
    }

    private void Update(ParameterSlot slot, TRule rule, int first, int end)
    {
        int lanes = Vector256<float>.Count, count = slot.Parameter.Value.Count;
        int from = first * lanes, to = Math.Min(end * lanes, count);
        Span<float> values = slot.Parameter.Value.Span[from..to];
        ReadOnlySpan<float> gradients = slot.Parameter.Gradient.Span[from..to];
        Span<Vector256<float>> state = slot.State[(first * states)..(end * states)];
        Span<Vector256<float>> value = MemoryMarshal.Cast<float, Vector256<float>>(values);
        ReadOnlySpan<Vector256<float>> gradient = MemoryMarshal.Cast<float, Vector256<float>>(gradients);
        Vector256<float> factor = Vector256.Create(scale);
        for (int i = 0; i < value.Length; i++)
        {
            rule.Apply(ref value[i], gradient[i] * factor, state.Slice(i * states, states));
        }

        int whole = value.Length * lanes;
        if (whole < values.Length)
        {
            // The rest goes through the same lanes, beside zeros that nobody reads.
            Span<float> padded = stackalloc float[lanes * 2];
            padded.Clear();
            values[whole..].CopyTo(padded);
            gradients[whole..].CopyTo(padded[lanes..]);
            Span<Vector256<float>> pair = MemoryMarshal.Cast<float, Vector256<float>>(padded);
            rule.Apply(ref pair[0], pair[1] * factor, state[(value.Length * states)..]);
            padded[..(values.Length - whole)].CopyTo(values[whole..]);
        }
    }
}
