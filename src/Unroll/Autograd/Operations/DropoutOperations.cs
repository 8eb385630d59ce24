using System.Runtime.Intrinsics;
using Unroll.Numerics;
using Unroll.Tensors;

namespace Unroll.Autograd.Operations;

/// <summary>Noise that regularises.</summary>
public static unsafe class DropoutOperations
{
    /// <summary>
    /// Inverted dropout: each element is 0 with the given rate and divided by (1 - rate) otherwise, so that its mean stays. Outside of
    /// training, and for a rate of 0, it returns <paramref name="x"/> itself.
    /// </summary>
    /// <param name="tape">The tape; its seed, its step and the number of random operations before this one key the mask.</param>
    /// <param name="x">[n, ...].</param>
    /// <param name="rate">The probability of dropping an element, from 0 to below 1.</param>
    /// <param name="items">
    /// The id of the item that each row along the first axis belongs to, so that a mask follows its item and not its place in the batch;
    /// the row number unless given.
    /// </param>
    /// <param name="positions">Where rows share an item: the place of each row within it (its time step); 0 unless given.</param>
    /// <exception cref="ArgumentException">The rate is not within [0, 1), or there is not one id or position a row.</exception>
    /// <remarks>Srivastava et al., "Dropout: a simple way to prevent neural networks from overfitting", JMLR 15, 2014.</remarks>
    public static Tensor Dropout(
        this Tape tape, Tensor x, float rate, ReadOnlySpan<int> items = default, ReadOnlySpan<int> positions = default)
    {
        if (!(rate >= 0 && rate < 1))
        {
            Expect.Fail($"Dropout: expected a `rate` of at least 0 and below 1, got {rate}", nameof(rate));
        }

        // Drawn whether used or not: switching one dropout off leaves the masks of the others as they were.
        uint stream = tape.NextStream;
        if (!tape.Training || rate == 0 || x.Count == 0)
        {
            return x;
        }

        int rows = x.Shape.Rank == 0 ? 1 : x.Shape[0];
        if (!items.IsEmpty)
        {
            Expect.Length("Dropout", nameof(items), items.Length, rows);
        }

        if (!positions.IsEmpty)
        {
            Expect.Length("Dropout", nameof(positions), positions.Length, rows);
        }

        Tensor y = tape.Output(x.Shape, x);
        int width = x.Count / rows;
        byte* kept = (byte*)tape.Arena.AllocateFloats((((nint)rows * Bytes(width)) + 3) / sizeof(float));
        fixed (int* pi = items, pp = positions)
        {
            var job = new MaskJob
            {
                Rng = new Rng(tape.Seed, RandomPurpose.Dropout), Step = tape.Step, Stream = stream, Items = pi, Positions = pp,
                Rows = rows, Width = width, Keep = 1 - rate, X = x.Pointer, Y = y.Pointer, Kept = kept,
            };
            Parts.Run(tape, ref job, x.Count);
        }

        if (y.RequiresGradient)
        {
            tape.Record(new Masked(x, y, kept, rows, 1 / (1 - rate)));
        }

        return y;
    }

    private struct MaskJob : IJob
    {
        public Rng Rng;
        public uint Step, Stream;
        public int* Items, Positions;
        public int Rows, Width;
        public float Keep;
        public float* X, Y;

        /// <summary>What is kept, a bit an element: [rows, bytes of a row].</summary>
        public byte* Kept;

        public readonly void Execute(int part, int parts)
        {
            (int from, int to) = Parts.Range(Rows, 1, part, parts);
            uint stride = ((uint)Width + 3) & ~3u;
            float* mask = Scratch.A(Width + Lanes.Width);
            for (int r = from; r < to; r++)
            {
                nint at = (nint)r * Width;
                uint item = (uint)(Items == null ? r : Items[r]);
                uint start = Positions == null ? 0 : (uint)Positions[r] * stride;
                Rng.FillKeepMask(mask, Width, Keep, 1 / Keep, Step, item, Stream, start);
                byte* kept = Kept + ((nint)r * Bytes(Width));
                for (int i = 0; i < Width; i += Lanes.Width)
                {
                    int left = Width - i;
                    Vector256<float> factor = Lanes.Load(mask + i, left);
                    kept[i / Lanes.Width] = (byte)Vector256.GreaterThan(factor, Vector256<float>.Zero).ExtractMostSignificantBits();
                    Lanes.Store(Lanes.Load(X + at + i, left) * factor, Y + at + i, left);
                }
            }
        }
    }

    /// <summary>Bytes of the mask of a row.</summary>
    private static int Bytes(int width) => (width + Lanes.Width - 1) / Lanes.Width;

    private sealed class Masked(Tensor x, Tensor y, byte* kept, int rows, float scale) : Node
    {
        private readonly byte* _kept = kept;

        public override void Backward(Tape tape)
        {
            if (y.Gradient is null)
            {
                return;
            }

            float* dy = y.Gradient.Pointer;
            float* dx = tape.GradientOf(x).Pointer;
            byte* kept = _kept;
            int width = x.Count / rows;
            var bits = Vector256.Create(1, 2, 4, 8, 16, 32, 64, 128);
            Vector256<float> factor = Vector256.Create(scale);
            for (int r = 0; r < rows; r++, dx += width, dy += width)
            {
                for (int i = 0; i < width; i += Lanes.Width, kept++)
                {
                    int left = width - i;
                    Vector256<float> mask = Vector256.Equals(Vector256.Create((int)*kept) & bits, bits).AsSingle() & factor;
                    Lanes.Store(Lanes.Load(dx + i, left) + (Lanes.Load(dy + i, left) * mask), dx + i, left);
                }
            }
        }
    }
}
