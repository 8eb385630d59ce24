using Unroll.Models;
using Unroll.Recurrent;

namespace Unroll.Reports.Sections;

/// <summary>What a recurrent stack did on one sequence, for the sections that look inside a model.</summary>
/// <param name="Elements">What was read, a text for each step.</param>
/// <param name="Probes">Gates and states: one a layer and direction (layer * directions + direction), each [steps, units].</param>
/// <param name="Directions">1, or 2 where every other probe ran backwards.</param>
public sealed record TracedSequence(IReadOnlyList<string> Elements, IReadOnlyList<RecurrentProbe> Probes, int Directions = 1)
{
    /// <summary>The trace of a classifier.</summary>
    public static TracedSequence Of(SequenceTrace trace)
    {
        ArgumentNullException.ThrowIfNull(trace);
        return new TracedSequence(trace.Elements, trace.Probes, trace.Options.Directions);
    }

    /// <summary>What a probe is called: its layer, and its direction where there are two.</summary>
    internal string Name(int probe) =>
        Directions == 1 ? $"layer {probe}" : $"layer {probe / 2}, {(probe % 2 == 0 ? "forwards" : "backwards")}";
}
