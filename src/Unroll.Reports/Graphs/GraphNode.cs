namespace Unroll.Reports.Graphs;

/// <summary>A node of a computation graph.</summary>
/// <param name="Name">The part of the model, or an input or output.</param>
/// <param name="Step">The step of the sequence from 1; 0 for what has no steps.</param>
/// <param name="IsPart">Whether it is a part of the model, with parameters; else something that flows in or out.</param>
public sealed record GraphNode(string Name, int Step, bool IsPart)
{
    /// <summary>The name with its step: <c>rnn@2</c>.</summary>
    public string Id => Step == 0 ? Name : $"{Name}@{Step}";

    /// <inheritdoc/>
    public override string ToString() => Id;
}
