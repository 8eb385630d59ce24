using Unroll.Numerics;

namespace Unroll.Autograd.Operations;

/// <summary>
/// Windows laid out as columns (im2col): items [n, channels, height, width] give [channels * taps, n * positions], so that a
/// convolution is one product, and back (col2im). The threads share planes: an element is written by one of them only.
/// </summary>
internal sealed unsafe class Unfolding(Window window, int channels)
{
    /// <summary>At most about this many floats are unfolded at once: 4 MB, well within reach of the caches.</summary>
    private const long MaxFloats = 1 << 20;

    public Window Window => window;

    /// <summary>Rows of the unfolded matrix.</summary>
    public int Rows => channels * window.Taps;

    /// <summary>Elements of one item.</summary>
    public int Volume => channels * window.Height * window.Width;

    /// <summary>Items to unfold at once; a function of the shapes alone, so that sums are cut alike for any number of threads.</summary>
    public int Chunk(int items) => (int)Math.Clamp(MaxFloats / Math.Max(1, (long)Rows * window.Positions), 1, Math.Max(1, items));

    /// <summary>Writes the columns of the items.</summary>
    public void Unfold(Tape tape, float* items, int count, float* columns) => Run(tape, items, count, columns, fold: false);

    /// <summary>Adds the columns to the elements that they came from.</summary>
    public void FoldAdd(Tape tape, float* columns, int count, float* items) => Run(tape, items, count, columns, fold: true);

    private void Run(Tape tape, float* items, int count, float* columns, bool fold)
    {
        var job = new Job { Window = window, Channels = channels, Count = count, Items = items, Columns = columns, Fold = fold };
        Parts.Run(tape, ref job, (long)Rows * count * window.Positions / 2);
    }

    private struct Job : IJob
    {
        public Window Window;
        public int Channels, Count;
        public float* Items, Columns;
        public bool Fold;

        public readonly void Execute(int part, int parts)
        {
            (int from, int to) = Parts.Range(Count * Channels, 1, part, parts);
            for (int i = from; i < to; i++)
            {
                Plane(i / Channels, i % Channels, Items + ((nint)i * Window.Height * Window.Width));
            }
        }

        private readonly void Plane(int item, int channel, float* plane)
        {
            Window w = Window;
            int outputHeight = w.OutputHeight, outputWidth = w.OutputWidth;
            nint stride = (nint)Count * outputHeight * outputWidth;
            float* row = Columns + ((nint)channel * w.Taps * stride) + ((nint)item * outputHeight * outputWidth);
            for (int ky = 0; ky < w.KernelHeight; ky++)
            {
                for (int kx = 0; kx < w.KernelWidth; kx++, row += stride)
                {
                    for (int oy = 0; oy < outputHeight; oy++)
                    {
                        int y = (oy * w.StrideY) + (ky * w.DilationY) - w.PaddingY;
                        float* line = (uint)y < (uint)w.Height ? plane + ((nint)y * w.Width) : null;
                        Line(line, (kx * w.DilationX) - w.PaddingX, row + ((nint)oy * outputWidth), outputWidth);
                    }
                }
            }
        }

        private readonly void Line(float* line, int x, float* target, int count)
        {
            // The positions [first, last) lie inside of the line; the others see padding.
            int stride = Window.StrideX;
            int first = line == null ? count : Math.Min(count, x >= 0 ? 0 : (stride - 1 - x) / stride);
            int last = line == null ? count : Math.Clamp((Window.Width - x + stride - 1) / stride, first, count);
            if (Fold)
            {
                for (int i = first; i < last; i++)
                {
                    line[x + (i * stride)] += target[i];
                }

                return;
            }

            new Span<float>(target, first).Clear();
            new Span<float>(target + last, count - last).Clear();
            if (stride == 1)
            {
                Lanes.Copy(line + x + first, target + first, last - first);
                return;
            }

            for (int i = first; i < last; i++)
            {
                target[i] = line[x + (i * stride)];
            }
        }
    }
}
