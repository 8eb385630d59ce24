using BenchmarkDotNet.Attributes;
using Unroll.Numerics;

namespace Unroll.Benchmarks.Kernels;

/// <summary>Element by element: what follows the products. Buffers of 4096 floats, in the first-level cache.</summary>
public unsafe class VectorBenchmarks
{
    private const int Count = 4096;

    private readonly Rng _random = new(1, RandomPurpose.Dropout);
    private AlignedBuffer _values = null!;
    private uint _step;

    [GlobalSetup]
    public void Setup() => _values = new AlignedBuffer(Count);

    [Benchmark]
    public void Sigmoid() => VectorMath.SigmoidInPlace(_values.Pointer, Count);

    [Benchmark]
    public void Tanh() => VectorMath.TanhInPlace(_values.Pointer, Count);

    /// <summary>Philox: uniform numbers keyed by seed, step, item and position.</summary>
    [Benchmark]
    public void PhiloxUniform() => _random.FillUniform(new Span<float>(_values.Pointer, Count), _step++, 0, 0);

    [Benchmark]
    public void PhiloxKeepMask() => _random.FillKeepMask(_values.Pointer, Count, 0.75f, 1 / 0.75f, _step++, 0, 0);
}
