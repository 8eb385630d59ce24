using Unroll.Autograd;
using Unroll.Autograd.Operations;
using Unroll.Numerics;
using Unroll.Tensors;

namespace Unroll.Recurrent.Decoding;

/// <summary>
/// After the loop: the gradients of the attention's weights and of the known input, as a few large products over all the steps.
/// </summary>
internal readonly unsafe struct DecoderGradients(Tape tape, DriverFrame frame, AttentionFrame attention, DecoderArguments a)
{
    private readonly DriverFrame _f = frame;
    private readonly AttentionFrame _a = attention;

    /// <summary>
    /// Adds the products to a batch, the smaller rest at once. The arena's scope must stay open until the batch has run.
    /// </summary>
    public void AddTo(WorkBatch batch)
    {
        if (_f.Total == 0)
        {
            return;
        }

        Input(batch);
        Query(batch);
        Rows(a.Energy, _a.EnergyGradients, _a.KeyWidth);
        Rows(a.Kernel, _a.KernelGradients, _a.Kernel * _a.KeyWidth);
        Combine(batch);
    }

    private float* After => _f.States + ((nint)_f.Rows * _f.UnitStride);

    private static float* GradientOf(Tensor? tensor) => tensor is { RequiresGradient: true, Gradient: { } gradient } ? gradient.Pointer
        : null;

    /// <summary>Gate gradients times the columns of the input weights that the known input is multiplied with.</summary>
    private void Input(WorkBatch batch)
    {
        float* gradient = GradientOf(a.Input);
        if (gradient == null)
        {
            return;
        }

        float* weights = Padding.Blocks(tape.Arena, a.InputWeight, _f.Cell.Inputs, _f.Units, _f.Inputs);
        batch.Add(new GemmWork(new GemmOperands
        {
            A = new LeftOperand { M = _f.Total, Data = _f.Gates, RowStride = _f.GateStride, ColumnStride = 1 },
            N = _a.Embedded, K = _f.Cell.Inputs * _f.UnitStride, B = weights, RowStrideB = _f.Inputs, ColumnStrideB = 1,
            C = gradient, StrideC = _a.Embedded, Accumulate = true,
        }) { Targets = [WorkTarget.Of(gradient, (nint)_f.Total * _a.Embedded)] });
    }

    /// <summary>[A, H] += dq^T h, as its transpose so that the states before the steps can be gathered on the way.</summary>
    private void Query(WorkBatch batch)
    {
        float* gradient = GradientOf(a.Query);
        if (gradient == null)
        {
            return;
        }

        var operands = new GemmOperands
        {
            A = new LeftOperand
            {
                M = _f.Units, Data = _a.After ? After : _f.States, RowStride = 1, ColumnStride = _f.UnitStride,
                KRows = _a.After ? null : _f.PreviousRows,
            },
            N = _a.KeyWidth, K = _f.Total, B = _a.QueryGradients, RowStrideB = _a.KeyWidth, ColumnStrideB = 1,
            C = tape.Arena.AllocateFloats((nint)_f.Units * _a.KeyWidth), StrideC = _a.KeyWidth,
        };
        batch.Add(new GradientProduct(operands, _a.KeyWidth, _a.KeyWidth, gradient, null, null));
    }

    /// <summary>[F, H + D] += d^T [h, c], and the bias.</summary>
    private void Combine(WorkBatch batch)
    {
        if (a.Combine is null)
        {
            return;
        }

        float* gradient = GradientOf(a.Combine);
        if (gradient != null)
        {
            int width = _f.Units + _a.MemoryWidth;

            // Columns of the same rows: whoever else adds to them is told by the first of the two.
            WorkTarget both = WorkTarget.Of(gradient, (nint)_a.Combined * width);
            Product(batch, After, _f.UnitStride, _f.Units, gradient, width, [both]);
            Product(batch, _a.Contexts, _a.MemoryWidth, _a.MemoryWidth, gradient + _f.Units, width, []);
        }

        float* bias = GradientOf(a.CombineBias);
        if (bias != null)
        {
            Columns.Sum(tape, _f.Total, _a.Combined, _a.CombinedGradients, null, bias, 1, accumulate: true);
        }
    }

    private void Product(WorkBatch batch, float* right, nint stride, int columns, float* gradient, int width, WorkTarget[] targets) =>
        batch.Add(new GemmWork(new GemmOperands
        {
            A = new LeftOperand { M = _a.Combined, Data = _a.CombinedGradients, RowStride = 1, ColumnStride = _a.Combined },
            N = columns, K = _f.Total, B = right, RowStrideB = stride, ColumnStrideB = 1, C = gradient, StrideC = width, Accumulate = true,
        }) { Targets = targets });

    /// <summary>Adds the rows' own sums, first row first.</summary>
    private void Rows(Tensor? parameter, float* sums, int count)
    {
        float* gradient = GradientOf(parameter);
        for (int r = 0; gradient != null && r < _f.Rows; r++)
        {
            Floats.Add(sums + ((nint)r * count), gradient, count);
        }
    }
}
