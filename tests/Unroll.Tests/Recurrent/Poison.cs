using Unroll.Autograd;
using Unroll.Numerics;
using Unroll.Tensors;

namespace Unroll.Tests.Recurrent;

/// <summary>
/// Fills with NaN the memory that kernels are given: one that reads what it has not written, even to multiply it by zero, shows it.
/// </summary>
internal static unsafe class Poison
{
    private const int Floats = 1 << 17, Small = 1 << 16;

    public static void Memory(Tape tape)
    {
        tape.Arena.Allocate(new Shape(Floats)).Span.Fill(float.NaN);
        tape.Reset();
        foreach (nint buffer in (ReadOnlySpan<nint>)[(nint)Scratch.A(Small), (nint)Scratch.B(Floats), (nint)Scratch.C(Floats)])
        {
            new Span<float>((float*)buffer, Small).Fill(float.NaN);
        }
    }
}
