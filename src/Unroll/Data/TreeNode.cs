namespace Unroll.Data;

/// <summary>A node of a <see cref="LabeledTree"/>.</summary>
/// <param name="Label">Its label id; -1 where none is known.</param>
/// <param name="Word">The word of a leaf; null inside.</param>
/// <param name="Children">The places of its children among the nodes, in order; none for a leaf.</param>
public readonly record struct TreeNode(int Label, string? Word, IReadOnlyList<int> Children);
