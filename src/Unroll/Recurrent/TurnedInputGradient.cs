using Unroll.Numerics;

namespace Unroll.Recurrent;

/// <summary>The gradient of the input of a reversed direction: a product whose rows are added where each came from.</summary>
internal sealed unsafe class TurnedInputGradient : GemmWork
{
    private readonly float* _gradient;
    private readonly int* _reverse;

    /// <param name="operands">The product, its result being scratch memory.</param>
    /// <param name="gradient">The gradient of the input.</param>
    /// <param name="count">Floats of the gradient.</param>
    /// <param name="reverse">The row of the gradient for each row of the product.</param>
    public TurnedInputGradient(in GemmOperands operands, float* gradient, nint count, int* reverse)
        : base(operands)
    {
        _gradient = gradient;
        _reverse = reverse;
        Targets = [WorkTarget.Of(gradient, count)];
    }

    protected override void Finish(GemmBlock block)
    {
        for (int r = block.Row; r < block.Row + block.Rows; r++)
        {
            OutputRows.Add(
                new ReadOnlySpan<float>(Operands.C + (r * Operands.StrideC) + block.Column, block.Columns),
                new Span<float>(_gradient + (_reverse[r] * (nint)Operands.N) + block.Column, block.Columns));
        }
    }
}
