namespace Unroll.Numerics;

/// <summary>Some rows and columns of a product.</summary>
internal readonly record struct GemmBlock(int Row, int Rows, int Column, int Columns);

/// <summary>
/// The output of a product as a line that can be cut anywhere: lanes of columns one after the other, each from the first row to the last. What
/// lies between two points is some whole lanes and what is left of one at either end, so that parts of equal cost make even few columns
/// an even load.
/// </summary>
internal readonly struct GemmLine
{
    /// <summary>Packing the right side of a lane costs about as much as this many rows of the product.</summary>
    private const int PackingRows = 3;

    public readonly GemmOperands Operands;
    private readonly int _width;
    private readonly long _laneCost;

    /// <summary>Lanes are panels, or all the columns where there are more rows than those.</summary>
    public GemmLine(in GemmOperands operands)
    {
        Operands = operands;
        int panel = Panels.Columns, all = Math.Max(1, (operands.N + panel - 1) / panel) * panel;
        _width = operands.N >= operands.M || operands.Below.M > 0 ? panel : all;
        _laneCost = Math.Max(1L, operands.K) * (operands.M + PackingRows) * _width;
    }

    /// <summary>What all of it takes, in multiply-adds.</summary>
    public long Cost => _laneCost * ((Operands.N + _width - 1) / _width);

    /// <summary>The point of the line that is reached at a cost, between two tiles.</summary>
    public long Position(long cost)
    {
        double rows = (double)(cost % _laneCost) / _laneCost * Operands.M;
        return (cost / _laneCost * Operands.M) + Math.Min(Operands.M, (int)Math.Round(rows / Panels.MaxRows) * Panels.MaxRows);
    }

    /// <summary>The next block on the way to a point, or null once it is reached.</summary>
    public GemmBlock? Next(ref long at, long end)
    {
        int m = Operands.M;
        if (at >= end)
        {
            return null;
        }

        int lane = (int)(at / m), row = (int)(at % m);
        bool whole = row == 0 && end - at >= m;
        int lanes = whole ? (int)((end - at) / m) : 1, rows = whole ? m : (int)Math.Min(m - row, end - at), column = lane * _width;
        at += (long)lanes * rows;
        return new GemmBlock(row, rows, column, Math.Min(Operands.N - column, lanes * _width));
    }
}
