using System.Globalization;
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

    /// <summary>
    /// What a recurrent stack of any model does on one sequence while the model answers it: the first stack that reads the sequence alone,
    /// an element a step. Without one nothing is traced.
    /// </summary>
    /// <param name="elements">What is read, a text for each step.</param>
    /// <param name="answer">Lets the model answer, on this thread.</param>
    public static TracedSequence Of(IReadOnlyList<string> elements, Action answer)
    {
        ArgumentNullException.ThrowIfNull(elements);
        ArgumentNullException.ThrowIfNull(answer);
        using var trace = RecurrentTrace.Start();
        answer();
        TracedLayer? heard = trace.Layers.FirstOrDefault(l => l.Layout.Rows == 1 && l.Layout.Total == elements.Count);
        return heard is null ? new TracedSequence([], []) : new TracedSequence(elements, heard.Probes, heard.Layer.Options.Directions);
    }

    /// <summary>The same for a sequence of numbers, whose steps have no text: the first stack that reads one sequence alone.</summary>
    /// <param name="title">What the sequence is called.</param>
    /// <param name="answer">Lets the model answer, on this thread.</param>
    public static TracedSequence Of(string title, Action answer)
    {
        ArgumentNullException.ThrowIfNull(answer);
        using var trace = RecurrentTrace.Start();
        answer();
        TracedLayer? heard = trace.Layers.FirstOrDefault(l => l.Layout.Rows == 1);
        return heard is null ? new TracedSequence([], []) : new TracedSequence(
            [.. Enumerable.Range(1, heard.Layout.Total).Select(t => t.ToString(CultureInfo.InvariantCulture))], heard.Probes, heard.Layer.Options.Directions)
        {
            Title = title,
        };
    }

    /// <summary>What the sequence is called; its elements in a row unless given.</summary>
    public string? Title { get; init; }

    /// <summary>What a probe is called: its layer, and its direction where there are two.</summary>
    internal string Name(int probe) =>
        Directions == 1 ? $"layer {probe}" : $"layer {probe / 2}, {(probe % 2 == 0 ? "forwards" : "backwards")}";
}
