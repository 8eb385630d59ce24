using BenchmarkDotNet.Attributes;
using Unroll.Numerics;

namespace Unroll.Benchmarks.Kernels;

/// <summary>A square product through packing and blocking, on one thread.</summary>
public unsafe class GemmBenchmarks : IDisposable
{
    private readonly ThreadTeam _alone = new(1);
    private AlignedBuffer _a = null!, _b = null!, _c = null!;

    [Params(80, 256, 512)]
    public int Size { get; set; }

    [GlobalCleanup]
    public void Dispose()
    {
        _alone.Dispose();
        GC.SuppressFinalize(this);
    }

    [GlobalSetup]
    public void Setup()
    {
        _a = new AlignedBuffer(Size * Size);
        _b = new AlignedBuffer(Size * Size);
        _c = new AlignedBuffer(Size * Size);
    }

    [Benchmark]
    public void Multiply() =>
        Gemm.Multiply(_alone, false, false, Size, Size, Size, _a.Pointer, _b.Pointer, _c.Pointer, accumulate: false);

    /// <summary>As gradients of weights are made: the sum runs along the rows of both.</summary>
    [Benchmark]
    public void MultiplyTransposed() =>
        Gemm.Multiply(_alone, true, false, Size, Size, Size, _a.Pointer, _b.Pointer, _c.Pointer, accumulate: false);
}
