using System.Runtime.Intrinsics;
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

    public void Add()
    {
        CellShape cell = _f.Cell;
        nint u = _f.UnitStride;
        if (a.InputWeight?.Gradient is { } inputWeight && a.InputWeight.RequiresGradient)
        {
            Product(_f.X, _f.Inputs, _f.Inputs, null, 0, cell.Inputs, inputWeight.Pointer);
        }

        if (a.HiddenWeight.Gradient is { } hiddenWeight && a.HiddenWeight.RequiresGradient)
        {
            float* rows = hiddenWeight.Pointer;
            nint block = (nint)_f.Units * _f.Units;
            Product(_f.HiddenInput, u, _f.Units, _f.PreviousRows, 0, cell.Both, rows);
            Product(_f.InnerValues, u, _f.Units, null, cell.InnerStart, cell.Inner, rows + (cell.Both * block));
            Product(_f.HiddenInput, u, _f.Units, _f.PreviousRows, cell.Inputs, cell.HiddenOnly, rows + ((cell.Both + cell.Inner) * block));
        }

        if (a.Input is { RequiresGradient: true, Gradient: { } input })
        {
            AddInput(input);
        }

        if (a.Table is { RequiresGradient: true, Gradient: { } table })
        {
            Run(new ColumnJob { Frame = _f, Kind = ColumnJob.Sum.Table, Target = table.Pointer, Columns = cell.Inputs });
        }

        if (a.Gain is not null)
        {
            AddRows(a.Gain, _f.NormGradients, 2 * cell.Columns * u, 0);
            AddRows(a.Bias, _f.NormGradients, 2 * cell.Columns * u, cell.Columns * u);
        }
        else if (a.Bias is { RequiresGradient: true, Gradient: { } bias })
        {
            Run(new ColumnJob { Frame = _f, Kind = ColumnJob.Sum.Bias, Target = bias.Pointer, Columns = cell.Columns });
        }

        if (a.Unit is not null)
        {
            AddRows(a.Unit, _f.UnitGradients, cell.UnitParameters * u, 0);
        }
    }

    /// <summary>Gradient [blocks * H, width] += dZ[:, blocks]^T * left, computed transposed so that dZ is packed by whole rows.</summary>
    private void Product(float* left, nint leftStride, int width, int* rows, int firstColumn, int blocks, float* gradient)
    {
        if (blocks == 0 || width == 0 || _f.Total == 0)
        {
            return;
        }

        int u = _f.UnitStride, n = blocks * u;
        using ArenaScope scope = tape.Arena.Push();
        float* product = tape.Arena.AllocateFloats((nint)width * n);
        Gemm.Multiply(tape.Team, new GemmOperands
        {
            M = width, N = n, K = _f.Total, A = left, RowStrideA = 1, ColumnStrideA = leftStride, KRows = rows,
            B = _f.Gates + ((nint)firstColumn * u), RowStrideB = _f.GateStride, ColumnStrideB = 1, C = product, StrideC = n,
        });
        for (int b = 0; b < blocks; b++)
        {
            Transposition.Add(product + ((nint)b * u), n, width, _f.Units, gradient + ((nint)b * _f.Units * width), width);
        }
    }

    private void AddInput(Tensor input)
    {
        int u = _f.UnitStride;
        using ArenaScope scope = tape.Arena.Push();
        bool turned = _reverse != null;
        float* target = turned ? tape.Arena.AllocateFloats((nint)_f.Total * _f.Inputs) : input.Pointer;
        float* weights = Padding.Blocks(tape.Arena, a.InputWeight!, _f.Cell.Inputs, _f.Units, _f.Inputs);
        Gemm.Multiply(tape.Team, new GemmOperands
        {
            M = _f.Total, N = _f.Inputs, K = _f.Cell.Inputs * u, A = _f.Gates, RowStrideA = _f.GateStride, ColumnStrideA = 1,
            B = weights, RowStrideB = _f.Inputs, ColumnStrideB = 1, C = target, StrideC = _f.Inputs, Accumulate = !turned,
        });
        for (int p = 0; turned && p < _f.Total; p++)
        {
            OutputRows.Add(
                new ReadOnlySpan<float>(target + (p * (nint)_f.Inputs), _f.Inputs),
                new Span<float>(input.Pointer + (_reverse[p] * (nint)_f.Inputs), _f.Inputs));
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
        int vectors = job.Columns * _f.UnitStride / 8;
        if ((long)_f.Total * vectors < 1 << 14)
        {
            job.Execute(0, 1);
        }
        else
        {
            tape.Team.Run(ref job, tape.Team.Threads);
        }
    }

    /// <summary>Sums of gate gradients over the packed rows, a part being some of the columns: of all rows (bias) or by id (table).</summary>
    private struct ColumnJob : IJob
    {
        public enum Sum
        {
            Bias,
            Table,
        }

        public DriverFrame Frame;
        public Sum Kind;
        public float* Target;
        public int Columns;

        public readonly void Execute(int part, int parts)
        {
            int u = Frame.UnitStride, units = Frame.Units, vectors = u / 8 * Columns;
            nint from = (nint)((long)vectors * part / parts) * 8, to = (nint)((long)vectors * (part + 1) / parts) * 8;
            nint rowWidth = (nint)Columns * units;
            float* sums = stackalloc float[8];
            for (nint j = from; j < to; j += 8)
            {
                float* gates = Frame.Gates + j;
                nint column = (j / u * units) + (j % u);
                int width = (int)Math.Min(8, units - (j % u));
                if (Kind == Sum.Bias)
                {
                    Vector256<float> sum = Vector256<float>.Zero;
                    for (int p = 0; p < Frame.Total; p++, gates += Frame.GateStride)
                    {
                        sum += Vector256.Load(gates);
                    }

                    sum.Store(sums);
                    AddTail(sums, Target + column, width);
                }
                else
                {
                    for (int p = 0; p < Frame.Total; p++, gates += Frame.GateStride)
                    {
                        AddTail(gates, Target + (Frame.Ids[p] * rowWidth) + column, width);
                    }
                }
            }
        }

        private static void AddTail(float* from, float* to, int width)
        {
            if (width == 8)
            {
                (Vector256.Load(to) + Vector256.Load(from)).Store(to);
                return;
            }

            for (int i = 0; i < width; i++)
            {
                to[i] += from[i];
            }
        }
    }
}
