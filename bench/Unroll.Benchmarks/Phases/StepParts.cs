using System.Diagnostics;
using Unroll.Benchmarks.Kernels;
using Unroll.Benchmarks.Peers;
using Unroll.Numerics;
using Unroll.Recurrent;

namespace Unroll.Benchmarks.Phases;

/// <summary>
/// The kernels of a layer alone, in the shapes, the order and on the threads in which the layer calls them: what remains of a
/// phase above them is the pointwise work and everything else.
/// </summary>
internal sealed unsafe class StepParts
{
    private readonly BenchmarkRow _row;
    private readonly ThreadTeam _team;
    private readonly AlignedBuffer _input, _states, _left, _gates, _forward, _back, _gradient, _product;
    private readonly int _width;

    public StepParts(BenchmarkRow row, ThreadTeam team)
    {
        int total = row.T * row.B, units = Padding.Round(row.H);
        _row = row;
        _team = team;
        _width = row.Gates * units;
        _input = new AlignedBuffer(total * row.I);
        _states = new AlignedBuffer((total + row.B) * units);
        _left = new AlignedBuffer(total * (row.I + row.H));
        _gates = new AlignedBuffer(total * _width);
        _forward = new AlignedBuffer((row.I + row.H) * _width);
        _back = new AlignedBuffer(units * _width);
        _gradient = new AlignedBuffer(row.B * units);
        _product = new AlignedBuffer((row.I + row.H) * _width);
    }

    /// <summary>
    /// Medians in milliseconds: products forward, activations, products through time, products of the weights' gradients.
    /// </summary>
    public (double Forward, double Activations, double Back, double Weights) Measure(int rounds)
    {
        return (Time(rounds, Kernel.Forward), Time(rounds, Kernel.Activations), Time(rounds, Kernel.Back), Time(rounds, Kernel.Weights));
    }

    private double Time(int rounds, Kernel kernel)
    {
        var times = new List<double>();
        for (int i = -rounds / 4; i < rounds; i++)
        {
            long start = Stopwatch.GetTimestamp();
            if (kernel == Kernel.Weights)
            {
                // Input and hidden state side by side, since the layer multiplies both with one packing of the gates' gradients.
                Gemm.Multiply(
                    _team, transposeA: true, transposeB: false, _row.I + _row.H, _width, _row.T * _row.B, _left.Pointer, _gates.Pointer,
                    _product.Pointer, accumulate: false);
            }
            else
            {
                var job = new StepsJob
                {
                    T = _row.T,
                    B = _row.B,
                    I = _row.I,
                    H = _row.H,
                    Width = _width,
                    Kernel = kernel,
                    Input = _input.Pointer,
                    States = _states.Pointer,
                    Gates = _gates.Pointer,
                    ForwardPanels = _forward.Pointer,
                    BackPanels = _back.Pointer,
                    Gradient = _gradient.Pointer,
                };
                _team.Run(ref job, Math.Min(_team.Threads, _row.B));
            }

            if (i >= 0)
            {
                times.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
            }
        }

        return Alternation.Median(times);
    }

    private enum Kernel
    {
        Forward,
        Activations,
        Back,
        Weights,
    }

    private struct StepsJob : IJob
    {
        public int T, B, I, H, Width;
        public Kernel Kernel;
        public float* Input, States, Gates, ForwardPanels, BackPanels, Gradient;

        public readonly void Execute(int part, int parts)
        {
            int first = B * part / parts, rows = (B * (part + 1) / parts) - first, units = Padding.Round(H);
            for (int t = 0; t < T; t++)
            {
                float* gates = Gates + ((((nint)t * B) + first) * Width);
                switch (Kernel)
                {
                    case Kernel.Forward:
                        Panels.Multiply(rows, new TileOperands
                        {
                            A0 = Input + ((((nint)t * B) + first) * I),
                            Length0 = I,
                            RowStride0 = I,
                            ColumnStride0 = 1,
                            A1 = States + ((((nint)t * B) + first) * units),
                            Length1 = H,
                            RowStride1 = units,
                            Panel = ForwardPanels,
                            C = gates,
                            StrideC = Width,
                        }, Width);
                        break;
                    case Kernel.Back:
                        Panels.Multiply(rows, new TileOperands
                        {
                            A0 = gates,
                            Length0 = Width,
                            RowStride0 = Width,
                            ColumnStride0 = 1,
                            Panel = BackPanels,
                            C = Gradient + ((nint)first * units),
                            StrideC = units,
                        }, H);
                        break;
                    default:
                        VectorMath.SigmoidInPlace(gates, (nint)rows * Width);
                        break;
                }
            }
        }
    }
}
