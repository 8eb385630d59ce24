using Unroll.Tensors;

namespace Unroll.Recurrent;

/// <summary>The states of a stack after each row's last step: by layer and direction (layer * directions + direction), then by state; each [rows, H].</summary>
public sealed class RecurrentStates(IReadOnlyList<Tensor[]> states)
{
    /// <summary>The states of one layer and direction.</summary>
    public Tensor[] this[int index] => states[index];

    /// <summary>Layers times directions.</summary>
    public int Count => states.Count;

    /// <summary>Copies that outlive the tape and carry no gradient: what truncated back-propagation hands to the next chunk.</summary>
    public RecurrentStates Detach()
    {
        var copies = new Tensor[Count][];
        for (int i = 0; i < Count; i++)
        {
            copies[i] = Array.ConvertAll(states[i], s => s.Clone());
        }

        return new RecurrentStates(copies);
    }
}

/// <summary>What a recurrent stack returns.</summary>
/// <param name="Output">The last layer's hidden states, packed: [total, output units].</param>
/// <param name="Final">The states after each row's own last step, in the caller's order.</param>
public readonly record struct RecurrentResult(Tensor Output, RecurrentStates Final);
