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
        float* mask = tape.Arena.AllocateFloats(x.Count);
        fixed (int* pi = items, pp = positions)
        {
            var job = new MaskJob
            {
                Rng = new Rng(tape.Seed, RandomPurpose.Dropout), Step = tape.Step, Stream = stream, Items = pi, Positions = pp,
                Rows = rows, Width = x.Count / rows, Keep = 1 - rate, X = x.Pointer, Y = y.Pointer, Mask = mask,
            };
            Parts.Run(tape, ref job, x.Count);
        }

        if (y.RequiresGradient)
        {
            tape.Record(new Masked(x, y, mask));
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
        public float* X, Y, Mask;

        public readonly void Execute(int part, int parts)
        {
            (int from, int to) = Parts.Range(Rows, 1, part, parts);
            uint stride = ((uint)Width + 3) & ~3u;
            for (int r = from; r < to; r++)
            {
                nint at = (nint)r * Width;
                uint item = (uint)(Items == null ? r : Items[r]);
                uint start = Positions == null ? 0 : (uint)Positions[r] * stride;
                Rng.FillKeepMask(Mask + at, Width, Keep, 1 / Keep, Step, item, Stream, start);
                for (int i = 0; i < Width; i += Lanes.Width)
                {
                    int left = Width - i;
                    Lanes.Store(Lanes.Load(X + at + i, left) * Lanes.Load(Mask + at + i, left), Y + at + i, left);
                }
            }
        }
    }

    private sealed class Masked(Tensor x, Tensor y, float* mask) : Node
    {
        public override void Backward(Tape tape)
        {
            if (y.Gradient is null)
            {
                return;
            }

            float* dy = y.Gradient.Pointer;
            float* dx = tape.GradientOf(x).Pointer;
            for (int i = 0; i < x.Count; i += Lanes.Width)
            {
                int left = x.Count - i;
                Lanes.Store(Lanes.Load(dx + i, left) + (Lanes.Load(dy + i, left) * Lanes.Load(mask + i, left)), dx + i, left);
            }
        }
    }
}
