namespace Unroll.Recurrent;

/// <summary>One pass of a recurrent stack, as a <see cref="RecurrentTrace"/> heard it.</summary>
/// <param name="Layer">The stack.</param>
/// <param name="Layout">The layout of the batch that it read.</param>
/// <param name="Probes">Gates and states: one a layer and direction (layer * directions + direction), each [total, units].</param>
public sealed record TracedLayer(RecurrentLayer Layer, SequenceLayout Layout, IReadOnlyList<RecurrentProbe> Probes);
