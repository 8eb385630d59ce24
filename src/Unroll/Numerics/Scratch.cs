using System.Runtime.CompilerServices;

namespace Unroll.Numerics;

/// <summary>Buffers of the calling thread for packed blocks: made once a thread, kept for its life.</summary>
internal static unsafe class Scratch
{
    private const int Page = LargePages.Size / sizeof(float);

    [ThreadStatic]
    private static float[]? _a;

    [ThreadStatic]
    private static float[]? _b;

    [ThreadStatic]
    private static float[]? _c;

    public static float* A(nint floats) => Get(ref _a, floats);

    public static float* B(nint floats) => Get(ref _b, floats);

    public static float* C(nint floats) => Get(ref _c, floats);

    private static float* Get(ref float[]? buffer, nint floats)
    {
        if (buffer is null || buffer.Length < floats + Page)
        {
            buffer = GC.AllocateUninitializedArray<float>(checked((int)((floats + Page - 1) / Page * Page)) + Page, pinned: true);
            LargePages.Advise(buffer);
        }

        return (float*)(((nint)Unsafe.AsPointer(ref buffer[0]) + LargePages.Size - 1) & ~(nint)(LargePages.Size - 1));
    }
}
