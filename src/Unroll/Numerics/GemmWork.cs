namespace Unroll.Numerics;

/// <summary>A product as work for a batch.</summary>
internal class GemmWork(in GemmOperands operands) : Work
{
    private readonly GemmLine _line = new(operands);

    public GemmOperands Operands => _line.Operands;

    public override long Cost => _line.Cost;

    public sealed override void Execute(long from, long to)
    {
        long at = _line.Position(from), end = _line.Position(to);
        while (_line.Next(ref at, end) is { } block)
        {
            Gemm.MultiplySerial(_line.Operands.Block(block.Row, block.Rows, block.Column, block.Columns));
            Finish(block);
        }
    }

    /// <summary>What is to be done with a block of the result, by the thread that has just computed it.</summary>
    protected virtual void Finish(GemmBlock block)
    {
    }
}
