namespace Unroll.Numerics;

/// <summary>Transposition in blocks that stay in the cache.</summary>
internal static unsafe class Transposition
{
    private const int Block = 16;

    /// <summary>target[j, i] += source[i, j] for i &lt; rows, j &lt; columns.</summary>
    public static void Add(float* source, nint sourceStride, int rows, int columns, float* target, nint targetStride)
    {
        for (int i0 = 0; i0 < rows; i0 += Block)
        {
            int i1 = Math.Min(rows, i0 + Block);
            for (int j0 = 0; j0 < columns; j0 += Block)
            {
                int j1 = Math.Min(columns, j0 + Block);
                for (int j = j0; j < j1; j++)
                {
                    float* to = target + (j * targetStride);
                    float* from = source + j;
                    for (int i = i0; i < i1; i++)
                    {
                        to[i] += from[i * sourceStride];
                    }
                }
            }
        }
    }
}
