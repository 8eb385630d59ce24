using Unroll.Numerics;
using Unroll.Tensors;

namespace Unroll.Layers;

/// <summary>
/// y = x Wᵀ + b with the weights packed once, for few rows again and again; the same bits as the tape's linear operation. The weights are
/// those of the moment it was made.
/// </summary>
internal sealed unsafe class PackedLinear
{
    private readonly Tensor _panels;
    private readonly Tensor? _bias;

    /// <param name="weight">[outputs, inputs].</param>
    /// <param name="bias">[outputs], or null.</param>
    public PackedLinear(Tensor weight, Tensor? bias)
    {
        Outputs = weight.Shape[0];
        Inputs = weight.Shape[1];
        _panels = Tensor.Zeros((int)Panels.Size(Inputs, Outputs));
        Panels.Pack(weight.Pointer, 1, Inputs, Inputs, Outputs, _panels.Pointer, Inputs, 0, Panels.Columns);
        _bias = bias?.Clone();
    }

    public int Inputs { get; }

    public int Outputs { get; }

    /// <summary>x [rows, inputs] to y [rows, outputs].</summary>
    public void Apply(ReadOnlySpan<float> x, Span<float> y)
    {
        int rows = x.Length / Inputs;
        fixed (float* from = x)
        fixed (float* to = y)
        {
            Panels.Multiply(rows, new TileOperands
            {
                A0 = from, Length0 = Inputs, RowStride0 = Inputs, ColumnStride0 = 1, Panel = _panels.Pointer, PanelRows = Inputs,
                Init = _bias is null ? null : _bias.Pointer, InitStride = 0, C = to, StrideC = Outputs,
            }, Outputs);
        }

        GC.KeepAlive(_panels);
        GC.KeepAlive(_bias);
    }
}
