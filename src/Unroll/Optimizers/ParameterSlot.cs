using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Unroll.Layers;
using Unroll.Tensors;

namespace Unroll.Optimizers;

/// <summary>
/// A parameter with the numbers an optimizer keeps for it. They stand as blocks of eight elements, the states of a block side by side
/// ([blocks, states, 8], the last block padded), so that an update reads one stream of memory and not one a state.
/// </summary>
internal sealed class ParameterSlot(NamedParameter named, bool decays)
{
    /// <summary>Elements of a block.</summary>
    public const int Lanes = 8;

    private Tensor? _state;

    public string Name => named.Name;

    public Parameter Parameter => named.Parameter;

    public bool Decays => decays;

    /// <summary>The steps the parameter has taken itself, fewer than the optimizer's where it was frozen for a time.</summary>
    public long Steps { get; set; }

    public int Blocks => (Parameter.Value.Count + Lanes - 1) / Lanes;

    public Span<Vector256<float>> State => _state is null ? [] : MemoryMarshal.Cast<float, Vector256<float>>(_state.Span);

    /// <summary>Makes the state when the first step needs it: a parameter that stays frozen costs nothing.</summary>
    public void Prepare(int states, float initial)
    {
        if (_state is null && states > 0)
        {
            _state = Tensor.Zeros(Blocks, states, Lanes);
            _state.Span.Fill(initial);
        }
    }

    /// <summary>A copy of one state, in the order of the parameter's elements.</summary>
    public float[] ReadState(int index, int states)
    {
        var values = new float[Parameter.Value.Count];
        ReadOnlySpan<float> kept = _state!.Span;
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = kept[Position(i, index, states)];
        }

        return values;
    }

    /// <summary>Replaces one state.</summary>
    public void WriteState(int index, int states, float[] values)
    {
        Span<float> kept = _state!.Span;
        for (int i = 0; i < values.Length; i++)
        {
            kept[Position(i, index, states)] = values[i];
        }
    }

    public void DropState() => _state = null;

    private static int Position(int element, int index, int states) => (((element / Lanes * states) + index) * Lanes) + (element % Lanes);
}
