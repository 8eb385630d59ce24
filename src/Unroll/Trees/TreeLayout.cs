using Unroll.Data;

namespace Unroll.Trees;

/// <summary>
/// The nodes of a batch of trees as rows, by height: all leaves first, then all nodes whose children are leaves, and so on, so that each
/// level is one product. A row's children stand before it.
/// </summary>
public sealed class TreeLayout
{
    /// <summary>Lays out a batch.</summary>
    /// <param name="trees">The trees.</param>
    /// <param name="items">What identifies each tree for random streams; its place in the batch unless given.</param>
    public TreeLayout(IReadOnlyList<LabeledTree> trees, ReadOnlySpan<int> items = default)
    {
        ArgumentNullException.ThrowIfNull(trees);
        int levels = trees.Max(t => t.Heights[^1]) + 1;
        LevelStarts = new int[levels + 1];
        foreach (int height in trees.SelectMany(t => t.Heights))
        {
            LevelStarts[height + 1]++;
        }

        for (int l = 0; l < levels; l++)
        {
            LevelStarts[l + 1] += LevelStarts[l];
        }

        int total = LevelStarts[^1];
        (Tree, Node, Items, Children, Rows) = (new int[total], new int[total], new int[total], new int[total][], new int[trees.Count][]);
        int[] next = [.. LevelStarts];
        for (int t = 0; t < trees.Count; t++)
        {
            IReadOnlyList<TreeNode> nodes = trees[t].Nodes;
            Rows[t] = new int[nodes.Count];
            for (int n = 0; n < nodes.Count; n++)
            {
                int row = next[trees[t].Heights[n]]++;
                Rows[t][n] = row;
                (Tree[row], Node[row], Items[row]) = (t, n, items.IsEmpty ? t : items[t]);
                Children[row] = [.. nodes[n].Children.Select(c => Rows[t][c])];
            }
        }
    }

    /// <summary>The number of rows.</summary>
    public int Total => Tree.Length;

    /// <summary>The first row of each level, and the total.</summary>
    public int[] LevelStarts { get; }

    /// <summary>Each row's tree in the batch.</summary>
    public int[] Tree { get; }

    /// <summary>Each row's node in its tree.</summary>
    public int[] Node { get; }

    /// <summary>What identifies each row's tree for random streams.</summary>
    public int[] Items { get; }

    /// <summary>The rows of each row's children.</summary>
    public int[][] Children { get; }

    /// <summary>The row of each node of each tree; the last is the root's.</summary>
    public int[][] Rows { get; }
}
