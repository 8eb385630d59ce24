using Unroll.Tensors;

namespace Unroll.Recurrent;

/// <summary>
/// The inputs of one direction of one recurrent layer. Weights are inputs of the operation, not fields of it: tying, noise and
/// generated weights work. H units, I inputs; block counts are those of the cell.
/// </summary>
public sealed class RecurrentArguments
{
    /// <summary>The packed input [total, I]; null where ids choose rows of <see cref="Table"/>.</summary>
    public Tensor? Input { get; init; }

    /// <summary>For ids: inputs already multiplied by the input weights, [vocabulary, input blocks * H].</summary>
    public Tensor? Table { get; init; }

    /// <summary>Packed ids [total] as laid out by <see cref="SequenceLayout.PackIds"/>.</summary>
    public ReadOnlyMemory<int> Ids { get; init; }

    /// <summary>Input weights [input blocks * H, I], PyTorch's weight_ih; null with a table.</summary>
    public Tensor? InputWeight { get; init; }

    /// <summary>Hidden weights [hidden blocks * H, H], PyTorch's weight_hh.</summary>
    public required Tensor HiddenWeight { get; init; }

    /// <summary>Bias [gate columns * H].</summary>
    public required Tensor Bias { get; init; }

    /// <summary>Per-unit parameters [number, H] where the cell has them.</summary>
    public Tensor? Unit { get; init; }

    /// <summary>The gain of the layer norm [gate columns * H]; null for no layer norm.</summary>
    public Tensor? Gain { get; init; }

    /// <summary>The initial states, each [rows, H] in the caller's order; null for zeros.</summary>
    public IReadOnlyList<Tensor>? Initial { get; init; }

    /// <summary>Whether each row runs from its own end to its start.</summary>
    public bool Reverse { get; init; }

    /// <summary>The probability that a hidden unit keeps its previous value (zoneout).</summary>
    public float ZoneoutHidden { get; init; }

    /// <summary>The same for every further state.</summary>
    public float ZoneoutCell { get; init; }

    /// <summary>The probability of dropping a unit of the hidden state that the weights see, one mask a sequence (Gal and Ghahramani 2016).</summary>
    public float RecurrentDropout { get; init; }

    /// <summary>
    /// The probability of dropping a unit of what a step adds to the cell (Semeniuta et al. 2016); for cells with a gate column named
    /// <c>candidate</c> under tanh.
    /// </summary>
    public float CandidateDropout { get; init; }

    /// <summary>Where the output goes: [total, width], at column <see cref="Column"/>; its own tensor unless given.</summary>
    public Tensor? Destination { get; init; }

    /// <summary>The first column of the destination.</summary>
    public int Column { get; init; }

    /// <summary>Whether the output is added to the destination rather than written over it.</summary>
    public bool AddToDestination { get; init; }

    /// <summary>
    /// Whether the backward pass computes the activations again from states kept every so many steps, rather than finding them: memory that
    /// grows with the root of the steps, for about a third more time. For long sequences; a probe asks for every step and turns it off.
    /// </summary>
    public bool Recompute { get; init; }

    /// <summary>The steps between two kept states under <see cref="Recompute"/>; chosen by their number unless given.</summary>
    internal int SegmentSteps { get; init; }

    /// <summary>Where given, filled with gates, states and gradients by step.</summary>
    public RecurrentProbe? Probe { get; init; }

    /// <summary>Where packed weights are kept between predictions.</summary>
    internal PackedCache? Cache { get; init; }
}
