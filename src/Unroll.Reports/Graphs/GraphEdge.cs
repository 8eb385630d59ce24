namespace Unroll.Reports.Graphs;

/// <summary>An edge of a computation graph.</summary>
/// <param name="From">The id of the node that gives.</param>
/// <param name="To">The id of the node that takes.</param>
/// <param name="Shape">The shape of what flows, such as <c>[N, 64]</c>; N stands for the rows of a batch.</param>
/// <param name="Delayed">In a folded graph, whether it arrives one step later.</param>
public sealed record GraphEdge(string From, string To, string Shape, bool Delayed = false)
{
    /// <inheritdoc/>
    public override string ToString() => $"{From} {(Delayed ? "=>" : "->")} {To}{(Shape.Length > 0 ? " : " + Shape : "")}";
}
