using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Unroll.Numerics;

/// <summary>
/// Asks Linux for pages of 2 MB under large buffers: with small ones the places that a buffer's pages happen to have decide how much of
/// it the second cache holds at once, and the same program runs at different speeds from one start to the next. Where the system does
/// not know the call, or refuses it, nothing changes but the speed.
/// </summary>
internal static unsafe partial class LargePages
{
    /// <summary>The size of a page, in bytes.</summary>
    public const int Size = 1 << 21;

    private const int MadvDontNeed = 4, MadvHugePage = 14;

    /// <summary>Asks for large pages under the whole pages inside a pinned array, before it is first written to.</summary>
    public static void Advise(float[] pinned) => Advise(pinned, Size, MadvHugePage);

    /// <summary>
    /// Gives the memory under a pinned array back to the system at once: for one about to be dropped, that the collector may not come to for a
    /// while. Its contents are lost.
    /// </summary>
    public static void Release(float[] pinned) => Advise(pinned, Environment.SystemPageSize, MadvDontNeed);

    private static void Advise(float[] pinned, int page, int advice)
    {
        if (!OperatingSystem.IsLinux())
        {
            return;
        }

        nint start = (nint)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(pinned));
        nint first = (start + page - 1) & ~(nint)(page - 1), end = (start + ((nint)pinned.Length * sizeof(float))) & ~(nint)(page - 1);
        if (end > first)
        {
            _ = Advise(first, (nuint)(end - first), advice);
        }
    }

    [LibraryImport("libc", EntryPoint = "madvise")]
    private static partial int Advise(nint address, nuint length, int advice);
}
