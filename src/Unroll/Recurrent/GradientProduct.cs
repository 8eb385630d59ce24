using Unroll.Numerics;

namespace Unroll.Recurrent;

/// <summary>
/// The gradient of weights as the transpose of a product of left sides [rows, steps] and gradients [steps, blocks of U]: so that the gradients
/// are packed by whole rows, once for all left sides. Each left side's share is added to a gradient of its own, [blocks * H, rows].
/// </summary>
internal sealed unsafe class GradientProduct : GemmWork
{
    private readonly int _units, _unitStride;
    private readonly float* _a, _below, _sums;

    /// <param name="operands">The product, its result being scratch memory.</param>
    /// <param name="units">H, the columns of a block that count.</param>
    /// <param name="unitStride">U.</param>
    /// <param name="a">The gradient for the left side.</param>
    /// <param name="below">The gradient for the left side below it.</param>
    /// <param name="sums">The gradient for the row of sums, a bias.</param>
    public GradientProduct(in GemmOperands operands, int units, int unitStride, float* a, float* below, float* sums)
        : base(operands)
    {
        _units = units;
        _unitStride = unitStride;
        _a = a;
        _below = below;
        _sums = sums;
        nint rows = (nint)operands.N / unitStride * units;
        Targets =
        [
            WorkTarget.Of(a, rows * operands.A.M), WorkTarget.Of(below, rows * operands.Below.M),
            WorkTarget.Of(sums, operands.Sums ? rows : 0),
        ];
    }

    protected override void Finish(GemmBlock block)
    {
        int below = Operands.A.M, sums = below + Operands.Below.M;
        Add(block, 0, below, _a);
        Add(block, below, sums - below, _below);
        Add(block, sums, Operands.M - sums, _sums);
    }

    /// <summary>Adds what the block has of the rows [first, first + width) to their gradient.</summary>
    private void Add(GemmBlock block, int first, int width, float* gradient)
    {
        int row = Math.Max(block.Row, first), rows = Math.Min(block.Row + block.Rows, first + width) - row;
        for (int column = block.Column, end = column + block.Columns; column < end && rows > 0;)
        {
            int b = column / _unitStride, unit = column % _unitStride, next = Math.Min(end, (b + 1) * _unitStride);
            int columns = Math.Min(_units, unit + next - column) - unit;
            Transposition.Add(
                Operands.C + (row * Operands.StrideC) + column, Operands.StrideC, rows, columns,
                gradient + ((((nint)b * _units) + unit) * width) + row - first, width);
            column = next;
        }
    }
}
