using Unroll.Autograd;
using Unroll.Tensors;

namespace Unroll.Recurrent.Decoding;

/// <summary>
/// A decoder over a ragged batch as one operation of the tape: a projected cell, a part of whose input is computed at each step by
/// attention over ragged sources. Packs the weights once, runs the loop on the team, and records how to come back.
/// </summary>
internal static unsafe class DecoderOperation<TCell>
    where TCell : struct, ICell
{
    /// <summary>Below this many multiply-adds one thread does it all.</summary>
    private const long SerialWork = 1 << 17;

    private static readonly CellShape Shape = CellShape.Of<TCell>();

    public static DecoderOutput Run(Tape tape, SequenceLayout layout, DecoderArguments a)
    {
        DecoderChecks.Check(Shape, typeof(TCell).Name, layout, a);
        bool recording = tape.Recording && Array.Exists(a.Inputs(), s => s is { RequiresGradient: true });
        DecoderChecks.Sharing(typeof(TCell).Name, layout, a, recording);
        DriverFrame f = Driver(tape, layout, a, recording);
        AttentionFrame at = DecoderFrames.Attention(tape, layout, a, in f, recording, out int[] starts, out int[] steps,
            out int[] positions);
        int parts = (long)layout.Total * (f.Inputs + f.Units) * Shape.Columns * f.Units < SerialWork ? 1
            : Math.Min(tape.Team.Threads, layout.Rows);
        int* bounds = tape.Arena.AllocateInts(parts + 1);
        layout.SplitRows(parts, new Span<int>(bounds, parts + 1));
        at.RoomStride = AttentionStep.Room(in at);
        at.Room = tape.Arena.AllocateFloats(parts * at.RoomStride);
        DecoderFrames.FillInput(in f, in at, layout, a);
        var job = new DecoderForwardJob<TCell> { Frame = f, Attention = at, Bounds = bounds };
        if (parts == 1)
        {
            job.Execute(0, 1);
        }
        else
        {
            tape.Team.Run(ref job, parts);
        }

        Tensor hidden;
        if (Padding.Round(f.Units) == f.Units)
        {
            hidden = new Tensor(tape.Arena, f.States + (layout.Rows * (nint)f.UnitStride), new Shape(layout.Total, f.Units));
        }
        else
        {
            hidden = tape.Arena.Allocate(new Shape(layout.Total, f.Units));
            f.Output = hidden.Pointer;
            OutputRows.WriteAll(in f);
        }

        var contexts = new Tensor(tape.Arena, at.Contexts, new Shape(layout.Total, at.MemoryWidth));
        Tensor? combined = at.After ? new Tensor(tape.Arena, at.CombinedRows, new Shape(layout.Total, at.Combined)) : null;
        var final = new Tensor[Shape.States];
        for (int k = 0; k < final.Length; k++)
        {
            final[k] = tape.Arena.Allocate(new Shape(layout.Rows, f.Units));
            OutputRows.Final(final[k], in f, layout, f.States + (k * f.StateStride), last: false);
            final[k].RequiresGradient = recording;
        }

        foreach (Tensor? source in a.Inputs())
        {
            tape.Retain(source);
        }

        hidden.RequiresGradient = recording;
        contexts.RequiresGradient = recording;
        if (combined is not null)
        {
            combined.RequiresGradient = recording;
        }

        var output = new DecoderOutput(hidden, contexts, combined, final, DecoderFrames.Weights(tape, in at, starts, steps, positions));
        if (recording)
        {
            tape.Record(new DecoderNode<TCell>(a, layout, f, at, bounds, parts, output));
        }

        return output;
    }

    private static DriverFrame Driver(Tape tape, SequenceLayout layout, DecoderArguments a, bool recording)
    {
        Arena arena = tape.Arena;
        int units = a.HiddenWeight.Shape[1], u = Padding.Round(units), rows = layout.Rows, total = layout.Total,
            inputs = a.InputWeight.Shape[1];
        int kept = recording ? total : rows;
        var f = new DriverFrame
        {
            Cell = Shape, Rows = rows, Steps = layout.Steps, Total = total, Inputs = inputs, InputStride = inputs, Units = units,
            UnitStride = u, EndUnit = u, OutputStride = units,
            Training = recording, Noisy = tape.Training, HasInitial = a.Initial is not null,
            Alive = Padding.Copy(arena, layout.Alive), Offsets = Padding.Copy(arena, layout.Offsets),
            Items = Padding.Copy(arena, layout.Items),
            X = arena.AllocateFloats((nint)total * inputs),
            Gates = arena.AllocateFloats((nint)kept * Shape.Kept * u),
            States = arena.AllocateFloats((nint)Shape.States * (rows + total) * u),
            InnerValues = Shape.Inner > 0 ? arena.AllocateFloats((nint)kept * u) : null,
            Bias = Padding.Blocks(arena, a.Bias, Shape.Columns, units, 1),
            Unit = a.Unit is null ? null : Padding.Blocks(arena, a.Unit, Shape.UnitParameters, units, 1),
        };
        f.HiddenInput = f.States;
        for (int k = 0; k < Shape.States; k++)
        {
            float* start = f.States + (k * f.StateStride);
            new Span<float>(start, rows * u).Clear();
            for (int r = 0; a.Initial is not null && r < rows; r++)
            {
                a.Initial[k].Span.Slice(layout.Order[r] * units, units).CopyTo(new Span<float>(start + (r * (nint)u), units));
            }
        }

        if (recording)
        {
            f.PreviousRows = arena.AllocateInts(total);
            layout.FillPrevious(f.PreviousRows);
        }

        RecurrentArguments cell = a.Cell();
        if (!recording && cell.Cache?.For(in f, cell) is { } packed)
        {
            packed.Into(ref f);
            tape.KeepAlive(packed);
        }
        else
        {
            PackedWeights.Pack(arena, ref f, cell, recording);
        }

        return f;
    }
}
