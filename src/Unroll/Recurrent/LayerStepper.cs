using Unroll.Numerics;
using Unroll.Tensors;

namespace Unroll.Recurrent;

/// <summary>One layer of a <see cref="RecurrentStepper"/>: its packed weights and its states, in memory that lives as long as it does.</summary>
internal abstract unsafe class LayerStepper
{
    /// <summary>The frame of one step of all rows.</summary>
    public DriverFrame Frame;

    /// <summary>One step for the units of one part; returns when this part's hidden states are written.</summary>
    public abstract void Step(int part, int parts, SpinBarrier barrier);

    /// <summary>Makes the states after the step those before the next one: the two buffers change places.</summary>
    public void Advance()
    {
        nint rows = (nint)Frame.Rows * Frame.UnitStride;
        bool turned = Frame.NextShift != 0;
        Frame.NextShift = turned ? 0 : -2 * Frame.Rows;
        Frame.States += turned ? -rows : rows;
        Frame.HiddenInput = Frame.States;
    }

    /// <summary>Where the states after the step stand, [rows, U].</summary>
    public float* After(int state) => Frame.States + (state * Frame.StateStride) + (Frame.NextRow(0, 0) * Frame.UnitStride);

    /// <summary>State k of a row, [H], as the next step will see it.</summary>
    public Span<float> State(int state, int row) =>
        new(Frame.States + (state * Frame.StateStride) + (row * (nint)Frame.UnitStride), Frame.Units);
}

/// <summary>The layer of one kind of cell.</summary>
internal sealed unsafe class LayerStepper<TCell> : LayerStepper
    where TCell : struct, ICell
{
    private readonly Arena _memory = new();
    private readonly PackedCache.Snapshot? _packed;

    public LayerStepper(RecurrentLayer layer, int index, int rows, Tensor? table)
    {
        var shape = CellShape.Of<TCell>();
        RecurrentArguments a = layer.WeightsOf(index);
        int units = layer.Options.Units, u = Padding.Round(units);
        int inputs = table is not null ? 0 : a.InputWeight!.Shape.Last;
        var f = new DriverFrame
        {
            Cell = shape, Rows = rows, Steps = 1, Total = rows, Inputs = inputs, InputStride = inputs, Units = units, UnitStride = u, EndUnit = u,
            HasInitial = true,
            Alive = Padding.Copy(_memory, [rows]), Offsets = Padding.Copy(_memory, [0, rows]), Items = Padding.Copy(_memory, new int[rows]),
            Gates = Padding.Zeros(_memory, (nint)rows * shape.Kept * u),
            States = Padding.Zeros(_memory, (nint)shape.States * 2 * rows * u),
            Bias = Blocks(a.Bias, shape.Columns, units)!,
            Unit = Blocks(a.Unit, shape.UnitParameters, units), Gain = Blocks(a.Gain, shape.Columns, units),
            Noise = new StateNoise { HiddenRate = a.ZoneoutHidden, CellRate = a.ZoneoutCell },
            Candidate = new CandidateNoise { Rate = a.CandidateDropout, Column = CandidateNoise.ColumnOf<TCell>() },
        };
        f.HiddenInput = f.States;
        if (shape.Inner > 0)
        {
            f.InnerValues = Padding.Zeros(_memory, (nint)rows * u);
        }

        if (a.Gain is not null)
        {
            f.Normalized = _memory.AllocateFloats((nint)rows * shape.Columns * u);
            f.Deviations = _memory.AllocateFloats((nint)rows * shape.Columns);
        }

        if (table is not null)
        {
            f.Table = Blocks(table, table.Shape[0] * shape.Inputs, units);
            f.Ids = _memory.AllocateInts(rows);
            a = new RecurrentArguments { HiddenWeight = a.HiddenWeight, Bias = a.Bias };
            PackedWeights.Pack(_memory, ref f, a, backward: false);
        }
        else
        {
            _packed = a.Cache!.For(in f, a);
            if (_packed is null)
            {
                PackedWeights.Pack(_memory, ref f, a, backward: false);
            }
            else
            {
                _packed.Into(ref f);
            }
        }

        Frame = f;
    }

    public override void Step(int part, int parts, SpinBarrier barrier)
    {
        DriverFrame f = Frame;
        var job = new ForwardJob<TCell> { ByUnits = parts > 1, Barrier = barrier };
        if (parts > 1)
        {
            f.ShareUnits(part, parts);
        }

        job.Step(in f, 0, 0, f.Rows, part);
        GC.KeepAlive(_packed);
    }

    /// <summary>A copy of blocks of H as blocks of U.</summary>
    private float* Blocks(Tensor? source, int blocks, int units)
    {
        if (source is null)
        {
            return null;
        }

        int u = Padding.Round(units);
        float* copy = Padding.Zeros(_memory, (nint)blocks * u);
        for (int b = 0; b < blocks; b++)
        {
            source.Span.Slice(b * units, units).CopyTo(new Span<float>(copy + ((nint)b * u), units));
        }

        return copy;
    }
}
