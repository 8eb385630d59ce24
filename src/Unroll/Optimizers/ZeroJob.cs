using Unroll.Numerics;

namespace Unroll.Optimizers;

/// <summary>Clears the gradients of all parameters, laid end to end and cut as <see cref="UpdateJob{TRule}"/> cuts them.</summary>
/// <param name="slots">The parameters.</param>
/// <param name="blocks">Blocks of all together.</param>
internal readonly struct ZeroJob(ParameterSlot[] slots, long blocks) : IJob
{
    public void Execute(int part, int parts)
    {
        long start = blocks * part / parts, end = blocks * (part + 1) / parts;
        foreach (ParameterSlot slot in slots)
        {
            int size = slot.Blocks;
            if (start < size && end > 0)
            {
                int first = (int)Math.Max(start, 0) * ParameterSlot.Lanes, last = (int)Math.Min(end, size) * ParameterSlot.Lanes;
                Span<float> gradient = slot.Parameter.Gradient.Span;
                gradient[first..Math.Min(last, gradient.Length)].Clear();
            }

            start -= size;
            end -= size;
        }
    }
}
