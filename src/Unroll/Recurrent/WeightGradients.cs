using Unroll.Autograd;
using Unroll.Numerics;
using Unroll.Tensors;

namespace Unroll.Recurrent;

/// <summary>
/// After the loop: the gradients of the weights and of the input as a few large products over all the steps, cut by output, so
/// that every sum runs in the same order whatever the number of threads.
/// </summary>
internal readonly unsafe struct WeightGradients(Tape tape, DriverFrame frame, RecurrentArguments a, int* reverse)
{
    private readonly DriverFrame _f = frame;
    private readonly int* _reverse = reverse;

    /// <summary>Adds the sums over the steps of the frame.</summary>
    public void Add()
    {
        CellShape cell = _f.Cell;
        nint u = _f.UnitStride;
        float* input = GradientOf(a.InputWeight), hidden = GradientOf(a.HiddenWeight);
        var x = new LeftOperand { M = _f.Inputs, Data = _f.X, RowStride = 1, ColumnStride = _f.Inputs };
        var h = new LeftOperand { M = _f.Units, Data = _f.HiddenInput, RowStride = 1, ColumnStride = u, KRows = _f.PreviousRows };
        var inner = new LeftOperand { M = _f.Units, Data = _f.InnerValues, RowStride = 1, ColumnStride = u };
        nint inputBlock = (nint)_f.Units * _f.Inputs, hiddenBlock = (nint)_f.Units * _f.Units;
        float* innerRows = From(hidden, cell.Both * hiddenBlock);
        Product(0, cell.Both, x, input, h, hidden);
        Product(cell.Both, cell.InnerStart - cell.Both, x, From(input, cell.Both * inputBlock), default, null);
        Product(cell.InnerStart, cell.Inner, x, From(input, cell.InnerStart * inputBlock), inner, innerRows);
        Product(cell.Inputs, cell.HiddenOnly, h, From(innerRows, cell.Inner * hiddenBlock), default, null);
        if (a.Input is { RequiresGradient: true, Gradient: { } gradient })
        {
            AddInput(gradient);
        }

        if (a.Table is { RequiresGradient: true, Gradient: { } table })
        {
            Run(new ColumnJob { Frame = _f, Kind = ColumnJob.Sum.Table, Target = table.Pointer, Columns = cell.Inputs });
        }

        if (a.Gain is null && a.Bias is { RequiresGradient: true, Gradient: { } bias })
        {
            Run(new ColumnJob { Frame = _f, Kind = ColumnJob.Sum.Bias, Target = bias.Pointer, Columns = cell.Columns });
        }
    }

    /// <summary>Adds what the loop has summed row by row: once, after the last segment.</summary>
    public void AddRowSums()
    {
        CellShape cell = _f.Cell;
        nint u = _f.UnitStride;
        if (a.Gain is not null)
        {
            AddRows(a.Gain, _f.NormGradients, 2 * cell.Columns * u, 0);
            AddRows(a.Bias, _f.NormGradients, 2 * cell.Columns * u, cell.Columns * u);
        }

        if (a.Unit is not null)
        {
            AddRows(a.Unit, _f.UnitGradients, cell.UnitParameters * u, 0);
        }
    }

    private static float* GradientOf(Tensor? weights) => weights is { RequiresGradient: true, Gradient: { } gradient } ? gradient.Pointer : null;

    private static float* From(float* gradient, nint offset) => gradient == null ? null : gradient + offset;

    /// <summary>
    /// Gradients [blocks * H, width] += dZ[:, blocks]^T * left, for one or two left sides, computed transposed so that dZ is packed
    /// by whole rows, once for both.
    /// </summary>
    private void Product(int firstColumn, int blocks, LeftOperand first, float* firstGradient, LeftOperand second, float* secondGradient)
    {
        // A side without a gradient (a table in place of an input, frozen weights) is left out.
        first.M = firstGradient == null || first.Data == null ? 0 : first.M;
        second.M = secondGradient == null || second.Data == null ? 0 : second.M;
        int u = _f.UnitStride, n = blocks * u, m = first.M + second.M;
        if (blocks == 0 || m == 0 || _f.Total == 0)
        {
            return;
        }

        using ArenaScope scope = tape.Arena.Push();

        // Further states, such as LSTM's cell, have served their time once the loop is over: their room is as good as any other.
        float* product = (_f.Cell.States - 1) * _f.StateStride >= (nint)m * n
            ? _f.States + _f.StateStride : tape.Arena.AllocateFloats((nint)m * n);
        Gemm.Multiply(tape.Team, new GemmOperands
        {
            A = first, Below = second, N = n, K = _f.Total,
            B = _f.Gates + ((nint)firstColumn * u), RowStrideB = _f.GateStride, ColumnStrideB = 1, C = product, StrideC = n,
        });
        Unpack(product, n, blocks, first.M, firstGradient);
        Unpack(product + ((nint)first.M * n), n, blocks, second.M, secondGradient);
    }

    private void Unpack(float* product, int n, int blocks, int width, float* gradient)
    {
        for (int b = 0; b < blocks && width > 0; b++)
        {
            Transposition.Add(product + ((nint)b * _f.UnitStride), n, width, _f.Units, gradient + ((nint)b * _f.Units * width), width);
        }
    }

    private void AddInput(Tensor input)
    {
        int u = _f.UnitStride;
        using ArenaScope scope = tape.Arena.Push();
        bool turned = _reverse != null;
        float* target = turned ? tape.Arena.AllocateFloats((nint)_f.Total * _f.Inputs) : input.Pointer + (_f.FirstRow * (nint)_f.Inputs);
        float* weights = Padding.Blocks(tape.Arena, a.InputWeight!, _f.Cell.Inputs, _f.Units, _f.Inputs);
        Gemm.Multiply(tape.Team, new GemmOperands
        {
            A = new LeftOperand { M = _f.Total, Data = _f.Gates, RowStride = _f.GateStride, ColumnStride = 1 },
            N = _f.Inputs, K = _f.Cell.Inputs * u, B = weights, RowStrideB = _f.Inputs, ColumnStrideB = 1, C = target, StrideC = _f.Inputs, Accumulate = !turned,
        });
        for (int p = 0; turned && p < _f.Total; p++)
        {
            OutputRows.Add(
                new ReadOnlySpan<float>(target + (p * (nint)_f.Inputs), _f.Inputs),
                new Span<float>(input.Pointer + (_reverse[_f.FirstRow + p] * (nint)_f.Inputs), _f.Inputs));
        }
    }

    /// <summary>Adds the rows' own sums, first row first, into a parameter of blocks of H.</summary>
    private void AddRows(Tensor parameter, float* sums, nint stride, nint offset)
    {
        if (parameter.Gradient is not { } gradient || !parameter.RequiresGradient)
        {
            return;
        }

        int blocks = parameter.Count / _f.Units;
        for (int r = 0; r < _f.Rows; r++)
        {
            for (int b = 0; b < blocks; b++)
            {
                OutputRows.Add(
                    new ReadOnlySpan<float>(sums + (r * stride) + offset + (b * (nint)_f.UnitStride), _f.Units),
                    gradient.Span.Slice(b * _f.Units, _f.Units));
            }
        }
    }

    private void Run(ColumnJob job)
    {
        using ArenaScope scope = tape.Arena.Push();
        job.Sums = Padding.Zeros(tape.Arena, job.Columns * _f.UnitStride);
        if ((long)_f.Total * job.Columns * _f.UnitStride < 1 << 17)
        {
            job.Execute(0, 1);
        }
        else
        {
            tape.Team.Run(ref job, tape.Team.Threads);
        }
    }
}
