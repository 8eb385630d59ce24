using Unroll.Autograd;
using Unroll.Numerics;
using Unroll.Tensors;

namespace Unroll.Recurrent;

/// <summary>
/// After the loop: the gradients of the weights and of the input as a few large products over all the steps of a frame, cut by output, so
/// that every sum runs in the same order whatever the number of threads.
/// </summary>
internal sealed unsafe class WeightGradients(Tape tape, DriverFrame frame, RecurrentArguments a, bool overwriteInput)
{
    private readonly DriverFrame _f = frame;

    // Further states, such as LSTM's cell, have served their time once the loop is over: their room is as good as any other.
    private float* _room = frame.States + frame.StateStride;
    private nint _roomLeft = (frame.Cell.States - 1) * frame.StateStride;

    /// <summary>Adds the sums over the steps of the frame to the gradients.</summary>
    /// <param name="last">Whether no further segment of the same sequences follows: adds what the loop has summed row by row, too.</param>
    public void Add(bool last)
    {
        using ArenaScope scope = tape.Arena.Push();
        var batch = new WorkBatch(tape.Team);
        AddTo(batch, last);
        batch.Run();
    }

    /// <summary>
    /// The same as work of a batch that others may add to. Until the batch has run, the arena's scope must stay open, and the frame's memory
    /// is in use.
    /// </summary>
    public void AddTo(WorkBatch batch, bool last)
    {
        AddWeightsTo(batch, last);
        AddInputTo(batch);
    }

    /// <summary>All but the gradient of the input, as work of a batch.</summary>
    public void AddWeightsTo(WorkBatch batch, bool last)
    {
        if (_f.Total > 0)
        {
            Weights(batch);
            if (a.Table is { RequiresGradient: true, Gradient: { } table })
            {
                batch.Add(new RowSums(_f.Gates, _f.GateStride, _f.Total, _f.Cell.Inputs, _f.Units, table.Pointer, table.Shape[0], _f.Ids));
            }
        }

        if (last)
        {
            nint columns = (nint)_f.Cell.Columns * _f.UnitStride;
            Rows(batch, a.Gain, _f.NormGradients, 2 * columns);
            Rows(batch, a.Gain is null ? null : a.Bias, _f.NormGradients + columns, 2 * columns);
            Rows(batch, a.Unit, _f.UnitGradients, _f.Cell.UnitParameters * _f.UnitStride);
        }
    }

    /// <summary>The gradient of the input as work of a batch.</summary>
    public void AddInputTo(WorkBatch batch)
    {
        if (_f.Total == 0 || a.Input is not { RequiresGradient: true, Gradient: { } gradient })
        {
            return;
        }

        float* target = gradient.Pointer + (_f.FirstRow * (nint)_f.Inputs);
        nint count = (nint)_f.Total * _f.Inputs;
        bool turned = _f.Reverse != null;
        var operands = new GemmOperands
        {
            A = new LeftOperand { M = _f.Total, Data = _f.Gates, RowStride = _f.GateStride, ColumnStride = 1 },
            N = _f.Inputs, K = _f.Cell.Inputs * _f.UnitStride,
            B = Padding.Blocks(tape.Arena, a.InputWeight!, _f.Cell.Inputs, _f.Units, _f.Inputs), RowStrideB = _f.Inputs, ColumnStrideB = 1,
            C = turned ? tape.Arena.AllocateFloats(count) : target, StrideC = _f.Inputs, Accumulate = !turned && !overwriteInput,
        };
        batch.Add(turned
            ? new TurnedInputGradient(operands, gradient.Pointer, gradient.Count, _f.Reverse + _f.FirstRow, overwriteInput)
            : new GemmWork(operands) { Targets = [WorkTarget.Of(target, count)] });
    }

    private static float* GradientOf(Tensor? weights) => weights is { RequiresGradient: true, Gradient: { } gradient } ? gradient.Pointer : null;

    private static float* From(float* gradient, nint offset) => gradient == null ? null : gradient + offset;

    private void Weights(WorkBatch batch)
    {
        CellShape cell = _f.Cell;
        nint u = _f.UnitStride;
        float* input = GradientOf(a.InputWeight), hidden = GradientOf(a.HiddenWeight);

        // As long as no row has ended, each packed row's previous state stands where the row itself does.
        bool inOrder = _f.Steps < 2 || _f.Alive[_f.Steps - 2] == _f.Rows;
        var x = new LeftOperand { M = _f.Inputs, Data = _f.X, RowStride = 1, ColumnStride = _f.Inputs };
        var h = new LeftOperand { M = _f.Units, Data = _f.HiddenInput, RowStride = 1, ColumnStride = u, KRows = inOrder ? null : _f.PreviousRows };
        var inner = new LeftOperand { M = _f.Units, Data = _f.InnerValues, RowStride = 1, ColumnStride = u };
        nint inputBlock = (nint)_f.Units * _f.Inputs, hiddenBlock = (nint)_f.Units * _f.Units;
        float* innerRows = From(hidden, cell.Both * hiddenBlock);
        Product(batch, 0, cell.Both, x, input, h, hidden);
        Product(batch, cell.Both, cell.InnerStart - cell.Both, x, From(input, cell.Both * inputBlock), default, null);
        Product(batch, cell.InnerStart, cell.Inner, x, From(input, cell.InnerStart * inputBlock), inner, innerRows);
        Product(batch, cell.Inputs, cell.HiddenOnly, h, From(innerRows, cell.Inner * hiddenBlock), default, null);
    }

    /// <summary>
    /// Gradients [blocks * H, width] += dZ[:, blocks]^T * left, for one or two left sides, and of the bias of these blocks.
    /// </summary>
    private void Product(
        WorkBatch batch, int firstColumn, int blocks, LeftOperand first, float* firstGradient, LeftOperand second, float* secondGradient)
    {
        float* bias = a.Gain is null ? From(GradientOf(a.Bias), (nint)firstColumn * _f.Units) : null;

        // A side without a gradient (a table in place of an input, frozen weights) is left out.
        first.M = firstGradient == null || first.Data == null ? 0 : first.M;
        second.M = secondGradient == null || second.Data == null ? 0 : second.M;
        if (first.M > 0 && second.M > 0 && firstGradient == secondGradient)
        {
            // Tied weights: one after the other.
            Product(batch, firstColumn, blocks, default, null, second, secondGradient);
            second = default;
            bias = null;
        }

        int u = _f.UnitStride;
        var operands = new GemmOperands
        {
            A = first, Below = second, Sums = bias != null, N = blocks * u, K = _f.Total,
            B = _f.Gates + ((nint)firstColumn * u), RowStrideB = _f.GateStride, ColumnStrideB = 1, StrideC = blocks * u,
        };

        // A bias without weights is a product of one row: reading the gates panel by panel is faster than adding them up row by row.
        if (operands.N > 0 && operands.M > 0)
        {
            operands.C = Room(operands.M * operands.StrideC);
            batch.Add(new GradientProduct(operands, _f.Units, u, firstGradient, secondGradient, bias));
        }
    }

    private float* Room(nint floats)
    {
        if (floats > _roomLeft)
        {
            return tape.Arena.AllocateFloats(floats);
        }

        _roomLeft -= floats;
        _room += floats;
        return _room - floats;
    }

    /// <summary>Adds the rows' own sums, first row first, into a parameter of blocks of H.</summary>
    private void Rows(WorkBatch batch, Tensor? parameter, float* sums, nint stride)
    {
        float* gradient = GradientOf(parameter);
        if (gradient != null)
        {
            batch.Add(new RowSums(sums, stride, _f.Rows, parameter!.Count / _f.Units, _f.Units, gradient, 1, null));
        }
    }
}
