using Unroll.Autograd;
using Unroll.Tensors;

namespace Unroll.Recurrent.Decoding;

/// <summary>Makes the buffers of a decoder's attention, whatever its cell.</summary>
internal static unsafe class DecoderFrames
{
    /// <summary>The frame of the forward pass; starts, steps and positions are by the caller's row.</summary>
    public static AttentionFrame Attention(
        Tape tape, SequenceLayout layout, DecoderArguments a, in DriverFrame f, bool recording, out int[] starts, out int[] steps,
            out int[] positions)
    {
        Arena arena = tape.Arena;
        int rows = layout.Rows;
        var at = new AttentionFrame
        {
            Embedded = a.Input.Shape[1], MemoryWidth = a.Memory.Shape[1], KeyWidth = a.Keys.Shape[1], Combined = a.Combine?.Shape[0] ?? 0,
            Kernel = a.Kernel?.Shape[0] ?? 0, After = a.After, Coverage = a.Coverage && a.Kernel is not null,
            Memory = a.Memory.Pointer, Keys = a.Keys.Pointer, Energy = a.Energy is null ? null : a.Energy.Pointer,
            RawKernel = a.Kernel is null ? null : a.Kernel.Pointer,
            CombineBias = a.CombineBias is null ? null : a.CombineBias.Pointer,
            Starts = arena.AllocateInts(rows), Positions = arena.AllocateInts(rows), WeightStarts = arena.AllocateInts(rows),
        };
        at.Fed = f.Inputs - at.Embedded;
        starts = new int[rows];
        steps = new int[rows];
        positions = new int[rows];
        int weights = 0, history = 0;
        at.HistoryStarts = at.Kernel == 0 ? null : arena.AllocateInts(rows);
        for (int r = 0; r < rows; r++)
        {
            int row = layout.Order[r], source = a.Sources?[row] ?? row;
            at.Starts[r] = a.Starts[source];
            at.Positions[r] = positions[row] = a.Starts[source + 1] - a.Starts[source];
            at.WeightStarts[r] = starts[row] = weights;
            steps[row] = layout.Lengths[r];
            weights = checked(weights + (steps[row] * positions[row]));
            at.Longest = Math.Max(at.Longest, positions[row]);
            if (at.HistoryStarts != null)
            {
                at.HistoryStarts[r] = history;
                history += positions[row];
            }
        }

        at.Weights = arena.AllocateFloats(weights);
        at.Totals = at.Coverage ? arena.AllocateFloats(weights) : null;
        at.Contexts = arena.AllocateFloats((nint)layout.Total * at.MemoryWidth);
        at.Queries = a.Query is null ? null : arena.AllocateFloats((nint)(recording ? layout.Total : rows) * at.KeyWidth);
        at.CombinedRows = at.After ? arena.AllocateFloats((nint)layout.Total * at.Combined) : null;
        if (a.InitialHistory is not null && at.Kernel > 0)
        {
            at.InitialHistory = arena.AllocateFloats(history);
            for (int r = 0; r < rows; r++)
            {
                a.InitialHistory[layout.Order[r]].CopyTo(new Span<float>(at.InitialHistory + at.HistoryStarts[r], at.Positions[r]));
            }
        }

        if (!recording && a.Cache?.For(in f, in at, a) is { } packed)
        {
            packed.Into(ref at);
            tape.KeepAlive(packed);
        }
        else
        {
            DecoderCache.Pack(arena, in f, ref at, a);
        }

        return at;
    }

    /// <summary>Writes the known columns of the input, and the fed columns of the first step.</summary>
    public static void FillInput(in DriverFrame f, in AttentionFrame at, SequenceLayout layout, DecoderArguments a)
    {
        float* input = a.Input.Pointer;
        float* x = f.X;
        for (int p = 0; p < f.Total; p++, input += at.Embedded, x += f.Inputs)
        {
            Floats.Copy(input, x, at.Embedded);
        }

        if (!at.After || at.Fed == 0 || f.Steps == 0)
        {
            return;
        }

        for (int r = 0; r < f.Alive[0]; r++)
        {
            var fed = new Span<float>(f.X + ((nint)r * f.Inputs) + at.Embedded, at.Fed);
            if (a.InitialFeed is null)
            {
                fed.Clear();
            }
            else
            {
                a.InitialFeed.Span.Slice(layout.Order[r] * at.Fed, at.Fed).CopyTo(fed);
            }
        }
    }

    public static AttentionWeights Weights(Tape tape, in AttentionFrame at, int[] starts, int[] steps, int[] positions)
    {
        int count = 0;
        for (int r = 0; r < starts.Length; r++)
        {
            count += steps[r] * positions[r];
        }

        var shape = new Shape(count);
        return new AttentionWeights(
            new Tensor(tape.Arena, at.Weights, shape), at.Totals == null ? null : new Tensor(tape.Arena, at.Totals, shape), starts, steps,
                positions);
    }
}
