namespace Unroll.Recurrent;

/// <summary>Gates, states and gradients by step, written by the driver when asked; packed as the layout says.</summary>
public sealed class RecurrentProbe
{
    /// <summary>The names of the gates.</summary>
    public IReadOnlyList<string> GateNames { get; internal set; } = [];

    /// <summary>What the driver applied to each gate before the cell's equations.</summary>
    public IReadOnlyList<Activation> Activations { get; internal set; } = [];

    /// <summary>The number of units H.</summary>
    public int Units { get; internal set; }

    /// <summary>Gate activations by gate: [total, H] each.</summary>
    public IReadOnlyList<float[]> Gates { get; internal set; } = [];

    /// <summary>States by state: [total, H] each; state 0 is the hidden state.</summary>
    public IReadOnlyList<float[]> States { get; internal set; } = [];

    /// <summary>Gradients of the loss with respect to the pre-activation of each gate: [total, H] each; empty before a backward pass.</summary>
    public IReadOnlyList<float[]> GateGradients { get; internal set; } = [];

    /// <summary>The gradient of the loss with respect to the hidden state: [total, H]; empty before a backward pass.</summary>
    public float[] HiddenGradients { get; internal set; } = [];

    internal unsafe void Capture<TCell>(in DriverFrame f, int* reverse)
        where TCell : struct, ICell
    {
        Units = f.Units;
        var names = new string[TCell.Columns.Length];
        var activations = new Activation[names.Length];
        var gates = new float[names.Length][];
        for (int c = 0; c < names.Length; c++)
        {
            names[c] = TCell.Columns[c].Name;
            activations[c] = TCell.Columns[c].Activation;
            gates[c] = Copy(in f, f.Gates + (c * (nint)f.UnitStride), f.GateStride, reverse);
        }

        var states = new float[f.Cell.States][];
        for (int k = 0; k < states.Length; k++)
        {
            states[k] = Copy(in f, f.States + (k * f.StateStride) + (f.Rows * (nint)f.UnitStride), f.UnitStride, reverse);
        }

        GateNames = names;
        Activations = activations;
        Gates = gates;
        States = states;
    }

    internal unsafe void CaptureGradients<TCell>(in DriverFrame f, int* reverse)
        where TCell : struct, ICell
    {
        var gates = new float[f.Cell.Columns][];
        for (int c = 0; c < gates.Length; c++)
        {
            gates[c] = Copy(in f, f.Gates + (c * (nint)f.UnitStride), f.GateStride, reverse);
        }

        GateGradients = gates;
        HiddenGradients = Copy(in f, f.ProbeStates, f.UnitStride, reverse);
    }

    private static unsafe float[] Copy(in DriverFrame f, float* rows, nint stride, int* reverse)
    {
        var copy = new float[f.Total * f.Units];
        for (int p = 0; p < f.Total; p++)
        {
            nint source = reverse == null ? p : reverse[p];
            new ReadOnlySpan<float>(rows + (source * stride), f.Units).CopyTo(copy.AsSpan(p * f.Units));
        }

        return copy;
    }
}
