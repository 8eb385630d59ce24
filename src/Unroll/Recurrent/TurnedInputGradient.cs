using Unroll.Numerics;

namespace Unroll.Recurrent;

/// <summary>The gradient of the input of a reversed direction: a product whose rows are added, or go, where each came from.</summary>
internal sealed unsafe class TurnedInputGradient : GemmWork
{
    private readonly float* _gradient;
    private readonly int* _reverse;
    private readonly bool _overwrite;

    /// <param name="operands">The product, its result being scratch memory.</param>
    /// <param name="gradient">The gradient of the input.</param>
    /// <param name="count">Floats of the gradient.</param>
    /// <param name="reverse">The row of the gradient for each row of the product.</param>
    /// <param name="overwrite">Whether the gradient is what the product says, rather than to be added to.</param>
    public TurnedInputGradient(in GemmOperands operands, float* gradient, nint count, int* reverse, bool overwrite)
        : base(operands)
    {
        _gradient = gradient;
        _reverse = reverse;
        _overwrite = overwrite;
        Targets = [WorkTarget.Of(gradient, count)];
    }

    protected override void Finish(GemmBlock block)
    {
        for (int r = block.Row; r < block.Row + block.Rows; r++)
        {
            var from = new ReadOnlySpan<float>(Operands.C + (r * Operands.StrideC) + block.Column, block.Columns);
            var to = new Span<float>(_gradient + (_reverse[r] * (nint)Operands.N) + block.Column, block.Columns);
            if (_overwrite)
            {
                from.CopyTo(to);
            }
            else
            {
                OutputRows.Add(from, to);
            }
        }
    }
}
