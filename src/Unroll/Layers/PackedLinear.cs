using Unroll.Autograd;
using Unroll.Autograd.Operations;
using Unroll.Numerics;
using Unroll.Tensors;

namespace Unroll.Layers;

/// <summary>
/// y = x Wᵀ + b with the weights packed once, for few rows again and again; the same bits as the tape's linear operation. The weights are
/// those of the moment it was made.
/// </summary>
internal sealed unsafe class PackedLinear
{
    private readonly Tensor _panels, _weight;
    private readonly Tensor? _bias, _biasSource;
    private readonly int _weightVersion, _biasVersion;

    /// <param name="weight">[outputs, inputs].</param>
    /// <param name="bias">[outputs], or null.</param>
    public PackedLinear(Tensor weight, Tensor? bias)
    {
        Outputs = weight.Shape[0];
        Inputs = weight.Shape[1];
        _weight = weight;
        _weightVersion = weight.Version;
        _panels = Tensor.Zeros((int)Panels.Size(Inputs, Outputs));
        Panels.Pack(weight.Pointer, 1, Inputs, Inputs, Outputs, _panels.Pointer, Inputs, 0, Panels.Columns);
        _biasSource = bias;
        _biasVersion = bias?.Version ?? 0;
        _bias = bias?.Clone();
    }

    public int Inputs { get; }

    public int Outputs { get; }

    /// <summary>What was packed last, or anew where the weights have changed since. Several threads may ask at once.</summary>
    public static PackedLinear Latest(ref PackedLinear? latest, Tensor weight, Tensor? bias)
    {
        PackedLinear? packed = Volatile.Read(ref latest);
        if (packed is null || !packed.IsOf(weight, bias))
        {
            packed = new PackedLinear(weight, bias);
            Volatile.Write(ref latest, packed);
        }

        return packed;
    }

    /// <summary>x [rows, inputs] to y [rows, outputs].</summary>
    public void Apply(ReadOnlySpan<float> x, Span<float> y)
    {
        fixed (float* from = x)
        fixed (float* to = y)
        {
            Job(x.Length / Inputs, from, to).Execute(0, 1);
        }

        GC.KeepAlive(this);
    }

    /// <summary>x [rows, inputs] to a tensor [rows, outputs], on the tape's threads; nothing is recorded.</summary>
    public Tensor Apply(Tape tape, Tensor x)
    {
        int rows = x.Count / Inputs;
        Tensor y = tape.Output(new Shape(rows, Outputs));
        ColumnsJob job = Job(rows, x.Pointer, y.Pointer);
        Parts.Run(tape, ref job, (long)rows * Inputs * Outputs);
        GC.KeepAlive(this);
        return y;
    }

    private bool IsOf(Tensor weight, Tensor? bias) => ReferenceEquals(weight, _weight) && weight.Version == _weightVersion
        && ReferenceEquals(bias, _biasSource) && (bias?.Version ?? 0) == _biasVersion;

    private ColumnsJob Job(int rows, float* x, float* y) => new()
    {
        Rows = rows, Outputs = Outputs,
        Operands = new TileOperands
        {
            A0 = x, Length0 = Inputs, RowStride0 = Inputs, ColumnStride0 = 1, Panel = _panels.Pointer, PanelRows = Inputs,
            Init = _bias is null ? null : _bias.Pointer, InitStride = 0, C = y, StrideC = Outputs,
        },
    };

    /// <summary>A part is a range of the outputs.</summary>
    private struct ColumnsJob : IJob
    {
        public int Rows, Outputs;
        public TileOperands Operands;

        public readonly void Execute(int part, int parts)
        {
            (int from, int to) = Parts.Range(Outputs, Panels.Columns, part, parts);
            TileOperands o = Operands;
            o.Panel += (nint)from * o.PanelRows;
            o.C += from;
            o.Init = o.Init == null ? null : o.Init + from;
            Panels.Multiply(Rows, o, to - from);
        }
    }
}
