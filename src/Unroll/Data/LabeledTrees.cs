using System.Collections;

namespace Unroll.Data;

/// <summary>Trees whose nodes have labels, and the set of the labels.</summary>
/// <param name="trees">The trees.</param>
/// <param name="labels">The labels by id.</param>
public sealed class LabeledTrees(IEnumerable<LabeledTree> trees, LabelSet labels) : IReadOnlyList<LabeledTree>
{
    private readonly LabeledTree[] _trees = [.. trees];

    /// <summary>The labels by id.</summary>
    public LabelSet Labels { get; } = labels;

    /// <summary>The number of trees.</summary>
    public int Count => _trees.Length;

    /// <summary>A tree.</summary>
    public LabeledTree this[int index] => _trees[index];

    /// <summary>Reads a file of trees in brackets, one a line, as <see cref="TreeReader"/> does.</summary>
    /// <param name="path">The file.</param>
    /// <param name="known">The labels of a trained model; those of the file where null.</param>
    /// <exception cref="UnrollException">The file cannot be read, or a line is not a tree.</exception>
    public static LabeledTrees Read(string path, LabelSet? known = null) => TreeReader.Read(path, known);

    /// <summary>Some of the trees.</summary>
    public LabeledTrees Subset(IEnumerable<int> places) => new(places.Select(p => _trees[p]), Labels);

    /// <inheritdoc/>
    public IEnumerator<LabeledTree> GetEnumerator() => ((IEnumerable<LabeledTree>)_trees).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
