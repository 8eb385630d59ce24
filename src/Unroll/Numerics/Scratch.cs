using System.Runtime.CompilerServices;

namespace Unroll.Numerics;

/// <summary>
/// Buffers of the calling thread for packed blocks: made once a thread, kept for its life. The usual sizes share one large page; what is
/// larger has pages of its own.
/// </summary>
internal static unsafe class Scratch
{
    private const int Page = LargePages.Size / sizeof(float);

    // Shares of the page in floats: a packed block of a product's left side, room of a step on the way back, and the block of the right side.
    private const int ShareA = 1 << 16, ShareC = 1 << 17, ShareB = Page - ShareA - ShareC;

    [ThreadStatic]
    private static float[]? _shared;

    [ThreadStatic]
    private static float[]? _a;

    [ThreadStatic]
    private static float[]? _b;

    [ThreadStatic]
    private static float[]? _c;

    public static float* A(nint floats) => floats <= ShareA ? Get(ref _shared, Page) : Get(ref _a, floats);

    public static float* B(nint floats) => floats <= ShareB ? Get(ref _shared, Page) + ShareA + ShareC : Get(ref _b, floats);

    public static float* C(nint floats) => floats <= ShareC ? Get(ref _shared, Page) + ShareA : Get(ref _c, floats);

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
