using Unroll.Losses;
using Unroll.Recurrent;
using Unroll.Tensors;

namespace Unroll.Autograd.Operations;

/// <summary>CTC over a ragged batch: the gradient is made with the loss, in the same two passes over each row.</summary>
internal sealed unsafe class CtcNode : Node
{
    private readonly Tensor _logits;
    private readonly Tensor _loss;
    private readonly float* _slopes;

    private CtcNode(Tensor logits, Tensor loss, float* slopes)
    {
        _logits = logits;
        _loss = loss;
        _slopes = slopes;
    }

    public static CtcResult Apply(Tape tape, Tensor logits, SequenceLayout layout, IReadOnlyList<int[]> labels, CtcOptions options)
    {
        int rows = layout.Rows, classes = logits.Shape[1], count = 0, longest = 0;
        foreach (int[] row in labels)
        {
            count += row.Length;
            longest = Math.Max(longest, row.Length);
        }

        Tensor loss = tape.Output(new Shape(), logits);
        float* slopes = loss.RequiresGradient ? tape.Arena.AllocateFloats(logits.Count) : null;
        var losses = new double[rows];
        using (tape.Arena.Push())
        {
            // Labels and weights of the sorted rows, one after the other.
            int* packed = tape.Arena.AllocateInts(Math.Max(1, count)), starts = tape.Arena.AllocateInts(rows + 1);
            float* weights = tape.Arena.AllocateFloats(rows);
            for (int r = 0, at = 0; r < rows; r++)
            {
                int[] row = labels[layout.Order[r]];
                starts[r] = at;
                row.CopyTo(new Span<int>(packed + at, row.Length));
                starts[r + 1] = at += row.Length;
                weights[r] = (float)((options.Reduction == LossReduction.Mean ? 1.0 / rows : 1) / (options.PerLabel ? Math.Max(1, row.Length) : 1));
            }

            // A thread needs room for its longest row; which rows a thread takes leaves no trace in the bits.
            int threads = tape.Team.Threads;
            nint room = CtcRow.Room(layout.Steps, longest);
            double* scratch = (double*)tape.Arena.AllocateFloats(2 * room * threads);
            int* bounds = tape.Arena.AllocateInts(threads + 1);
            fixed (double* results = losses)
            fixed (int* offsets = layout.Offsets, lengths = layout.Lengths)
            {
                var job = new Job
                {
                    Layout = new CtcBatch
                    {
                        Logits = logits.Pointer, Slopes = slopes, Classes = classes, Blank = options.Blank, Offsets = offsets, Lengths = lengths,
                        Labels = packed, Starts = starts, Weights = weights,
                    },
                    Losses = results, Scratch = scratch, Room = room, Bounds = bounds, Rows = rows,
                };
                long work = (long)layout.Total * (classes + (20 * (longest + 1)));
                int parts = work < 1 << 17 ? 1 : threads;
                layout.SplitRows(parts, new Span<int>(bounds, parts + 1));
                if (parts == 1)
                {
                    job.Execute(0, 1);
                }
                else
                {
                    tape.Team.Run(ref job, parts);
                }
            }
        }

        return Finish(tape, logits, loss, slopes, layout, labels, losses, options);
    }

    public override void Backward(Tape tape)
    {
        if (_loss.Gradient is not null)
        {
            Lanes.AddScaled(_loss.Gradient.Scalar, _slopes, tape.GradientOf(_logits).Pointer, _logits.Count);
        }
    }

    /// <summary>Adds the rows in the caller's order, in double.</summary>
    private static CtcResult Finish(
        Tape tape, Tensor logits, Tensor loss, float* slopes, SequenceLayout layout, IReadOnlyList<int[]> labels, double[] sorted, CtcOptions options)
    {
        var rows = new double[sorted.Length];
        for (int r = 0; r < rows.Length; r++)
        {
            rows[layout.Order[r]] = sorted[r];
        }

        double sum = 0;
        int impossible = 0;
        for (int r = 0; r < rows.Length; r++)
        {
            bool possible = double.IsFinite(rows[r]) || double.IsNaN(rows[r]);
            impossible += possible ? 0 : 1;
            if (possible || !options.ZeroInfinity)
            {
                sum += rows[r] / (options.PerLabel ? Math.Max(1, labels[r].Length) : 1);
            }
        }

        loss.Span[0] = (float)(options.Reduction == LossReduction.Mean ? sum / Math.Max(1, rows.Length) : sum);
        if (loss.RequiresGradient)
        {
            tape.Record(new CtcNode(logits, loss, slopes));
        }

        return new CtcResult(loss, rows, impossible);
    }

    private struct Job : Numerics.IJob
    {
        public CtcBatch Layout;
        public double* Losses;
        public double* Scratch;
        public nint Room;
        public int* Bounds;
        public int Rows;

        public readonly void Execute(int part, int parts)
        {
            for (int r = Bounds[part]; r < Bounds[part + 1]; r++)
            {
                Losses[r] = CtcRow.Run(in Layout, r, Scratch + (part * Room));
            }
        }
    }
}
