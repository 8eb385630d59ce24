namespace Unroll.Recurrent;

/// <summary>
/// A recurrent cell: its pointwise equations and a declaration of what feeds its gates. Everything else (the products with the
/// weights, back-propagation through time, ragged batches, both directions, zoneout, dropout, layer norm, threads) is the
/// driver's, which the JIT specialises for each cell.
/// </summary>
public interface ICell
{
    /// <summary>
    /// The gate columns, in this order: fed by input and hidden state (<see cref="GateSource.Both"/>), then those with only
    /// <see cref="GateSource.Input"/> or <see cref="GateSource.Input"/> | <see cref="GateSource.Inner"/>, then only
    /// <see cref="GateSource.Hidden"/>.
    /// </summary>
    static abstract ReadOnlySpan<GateColumn> Columns { get; }

    /// <summary>The number of states carried from step to step; state 0 is the hidden state that the layer returns.</summary>
    static virtual int States => 1;

    /// <summary>Free slots after the gates in which Forward may keep values that Backward needs.</summary>
    static virtual int Extras => 0;

    /// <summary>Names of per-unit parameter vectors (peepholes, leaks).</summary>
    static virtual ReadOnlySpan<string> UnitParameters => [];

    /// <summary>The bias that a gate column starts from.</summary>
    static virtual float InitialBias(int column) => 0;

    /// <summary>h', c', ... for eight units of one row.</summary>
    static abstract void Forward(in ForwardLanes s);

    /// <summary>The gradients of the pre-activations, of the previous states and of the unit parameters.</summary>
    static abstract void Backward(in BackwardLanes s);

    /// <summary>The inner value, once the gates that do not depend on it are complete and activated.</summary>
    static virtual void Inner(in InnerLanes s)
    {
    }

    /// <summary>Back through the inner value, after <see cref="Backward"/> has written the gradients of the gates it feeds.</summary>
    static virtual void InnerBackward(in InnerLanes s)
    {
    }
}
