using System.Text;

namespace Unroll.Data;

/// <summary>A sentence as a tree whose nodes have labels: children before their parents, the root last.</summary>
public sealed class LabeledTree
{
    private readonly TreeNode[] _nodes;

    /// <summary>A tree of the nodes given.</summary>
    /// <param name="nodes">Children before their parents, each with one parent but the last, the root.</param>
    /// <exception cref="ArgumentException">The nodes are not such a tree.</exception>
    public LabeledTree(IEnumerable<TreeNode> nodes)
    {
        ArgumentNullException.ThrowIfNull(nodes);
        _nodes = [.. nodes];
        var parents = new int[_nodes.Length];
        var heights = new int[_nodes.Length];
        for (int n = 0; n < _nodes.Length; n++)
        {
            if ((_nodes[n].Word is null) == (_nodes[n].Children.Count == 0))
            {
                throw new ArgumentException($"node {n}: expected a word or children", nameof(nodes));
            }

            foreach (int child in _nodes[n].Children)
            {
                if (child < 0 || child >= n || parents[child]++ > 0)
                {
                    throw new ArgumentException($"node {n}: {child} is not a child before it of no other node", nameof(nodes));
                }

                heights[n] = Math.Max(heights[n], heights[child] + 1);
            }
        }

        if (_nodes.Length == 0 || Array.FindIndex(parents, p => p == 0) != _nodes.Length - 1)
        {
            throw new ArgumentException("expected one root, the last node", nameof(nodes));
        }

        Heights = heights;
    }

    /// <summary>The nodes, children before their parents.</summary>
    public IReadOnlyList<TreeNode> Nodes => _nodes;

    /// <summary>Each node's distance from its farthest leaf.</summary>
    public IReadOnlyList<int> Heights { get; }

    /// <summary>The root.</summary>
    public TreeNode Root => _nodes[^1];

    /// <summary>The words in order.</summary>
    public IEnumerable<string> Words => WordsOf(_nodes.Length - 1);

    /// <summary>The words below a node in order.</summary>
    public IEnumerable<string> WordsOf(int node) =>
        _nodes[node].Word is { } word ? [word] : _nodes[node].Children.SelectMany(WordsOf);

    /// <summary>Words under a tree that branches to the right, without labels: for sentences that nobody has parsed.</summary>
    /// <exception cref="ArgumentException">There is no word.</exception>
    public static LabeledTree RightBranching(IReadOnlyList<string> words)
    {
        ArgumentNullException.ThrowIfNull(words);
        var nodes = new List<TreeNode>();
        for (int i = words.Count - 1; i >= 0; i--)
        {
            nodes.Add(new TreeNode(-1, words[i], []));
            if (i < words.Count - 1)
            {
                nodes.Add(new TreeNode(-1, null, [nodes.Count - 1, nodes.Count - 2]));
            }
        }

        return new LabeledTree(nodes);
    }

    /// <summary>The tree in brackets, with labels where they are known.</summary>
    /// <param name="labels">The labels by id.</param>
    public string ToString(LabelSet labels)
    {
        ArgumentNullException.ThrowIfNull(labels);
        var text = new StringBuilder();
        Write(_nodes.Length - 1);
        return text.ToString();

        void Write(int node)
        {
            text.Append('(').Append(_nodes[node].Label < 0 ? "" : labels[_nodes[node].Label] + " ");
            text.Append(_nodes[node].Word is { } word ? TreeReader.Escape(word) : "");
            for (int i = 0; i < _nodes[node].Children.Count; i++)
            {
                text.Append(i > 0 ? " " : "");
                Write(_nodes[node].Children[i]);
            }

            text.Append(')');
        }
    }
}
