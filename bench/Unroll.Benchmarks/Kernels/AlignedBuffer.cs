using System.Runtime.CompilerServices;

namespace Unroll.Benchmarks.Kernels;

/// <summary>Small random floats at a fixed address, aligned to a cache line.</summary>
internal sealed unsafe class AlignedBuffer
{
    private readonly float[] _memory;

    public AlignedBuffer(int count)
    {
        _memory = GC.AllocateUninitializedArray<float>(count + 16, pinned: true);
        var random = new Random(count);
        for (int i = 0; i < _memory.Length; i++)
        {
            _memory[i] = random.NextSingle() - 0.5f;
        }

        Pointer = (float*)(((nint)Unsafe.AsPointer(ref _memory[0]) + 63) & ~(nint)63);
    }

    public float* Pointer { get; }
}
