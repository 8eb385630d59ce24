using BenchmarkDotNet.Attributes;
using Unroll.Numerics;

namespace Unroll.Benchmarks.Kernels;

/// <summary>The product of a recurrent step on one thread: 24 rows (four full tiles) by packed weights [K, 256].</summary>
public unsafe class TileBenchmarks
{
    private const int Rows = 24, Columns = 256;

    private AlignedBuffer _left = null!, _panels = null!, _result = null!;

    /// <summary>Length of the sums: 16 + 64, 256, 512.</summary>
    [Params(80, 256, 512)]
    public int K { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        _left = new AlignedBuffer(Rows * K);
        _panels = new AlignedBuffer(Columns * K);
        _result = new AlignedBuffer(Rows * Columns);
    }

    [Benchmark]
    public void Multiply() => Panels.Multiply(
        Rows,
        new TileOperands
        {
            A0 = _left.Pointer,
            Length0 = K,
            RowStride0 = K,
            ColumnStride0 = 1,
            Panel = _panels.Pointer,
            C = _result.Pointer,
            StrideC = Columns,
        },
        Columns);
}
