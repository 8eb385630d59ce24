using Unroll.Numerics;

namespace Unroll.Autograd.Operations;

/// <summary>Pooling of planes, forward or (where Dx is not null) backward; the threads share the planes.</summary>
internal unsafe struct PoolJob : IJob
{
    public Window Window;
    public int Planes;
    public bool Max;
    public float* X, Y, Dy, Dx;

    /// <summary>For each maximum its place in the plane; null where no gradient is wanted.</summary>
    public int* Places;

    public readonly void Execute(int part, int parts)
    {
        (int from, int to) = Parts.Range(Planes, 1, part, parts);
        int height = Window.OutputHeight, width = Window.OutputWidth;
        for (int p = from; p < to; p++)
        {
            nint plane = (nint)p * Window.Height * Window.Width, at = (nint)p * height * width;
            for (int oy = 0; oy < height; oy++)
            {
                for (int ox = 0; ox < width; ox++, at++)
                {
                    One(plane, at, oy, ox);
                }
            }
        }
    }

    private readonly void One(nint plane, nint at, int oy, int ox)
    {
        if (Max && Dx != null)
        {
            Dx[plane + Places[at]] += Dy[at];
            return;
        }

        int top = (oy * Window.StrideY) - Window.PaddingY, left = (ox * Window.StrideX) - Window.PaddingX;
        int y0 = Math.Max(0, top), y1 = Math.Min(Window.Height, top + Window.KernelHeight);
        int x0 = Math.Max(0, left), x1 = Math.Min(Window.Width, left + Window.KernelWidth);
        float share = 1f / Window.Taps, best = float.NegativeInfinity;
        int place = (y0 * Window.Width) + x0;
        double sum = 0;
        for (int y = y0; y < y1; y++)
        {
            for (int x = x0; x < x1; x++)
            {
                int i = (y * Window.Width) + x;
                if (Dx != null)
                {
                    Dx[plane + i] += Dy[at] * share;
                    continue;
                }

                float value = X[plane + i];
                sum += value;
                if (value > best || (float.IsNaN(value) && !float.IsNaN(best)))
                {
                    best = value;
                    place = i;
                }
            }
        }

        if (Dx == null)
        {
            Y[at] = Max ? best : (float)(sum * share);
        }

        if (Places != null)
        {
            Places[at] = place;
        }
    }
}
