using Unroll.Recurrent;

namespace Unroll.Models;

/// <summary>What happened inside a model on one text, step by step.</summary>
/// <param name="Elements">The characters, one a step.</param>
/// <param name="Options">The shape of the recurrent stack.</param>
/// <param name="Probes">Gates, states and gradients: one a layer and direction (layer * directions + direction), each [steps, units].</param>
/// <param name="Prediction">What the model predicted; the gradients are those of its cross-entropy.</param>
public sealed record SequenceTrace(
    IReadOnlyList<string> Elements, RecurrentOptions Options, IReadOnlyList<RecurrentProbe> Probes, Prediction Prediction);
