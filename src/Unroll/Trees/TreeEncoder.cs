using Unroll.Autograd;
using Unroll.Autograd.Operations;
using Unroll.Layers;
using Unroll.Tensors;

namespace Unroll.Trees;

/// <summary>Vectors for all nodes of a batch of trees, level by level from the leaves.</summary>
public sealed class TreeEncoder : Module
{
    private readonly TreeCell _cell;
    private readonly int _units;
    private readonly Linear _leaf;
    private readonly Linear _inner;
    private readonly Linear? _forget;

    /// <summary>Creates the weights.</summary>
    /// <param name="inputs">Features of a leaf.</param>
    /// <param name="units">Features of a node.</param>
    /// <param name="cell">How children are put together.</param>
    public TreeEncoder(int inputs, int units, TreeCell cell)
    {
        (_cell, _units) = (cell, units);
        bool gated = cell != TreeCell.Recursive;
        _leaf = AddModule("leaf", new Linear(inputs, gated ? 3 * units : units, initializer: Initializer.GlorotUniform(gated ? 3 : 1)));
        _inner = AddModule("inner", cell switch
        {
            TreeCell.Recursive => new Linear(2 * units, units),
            TreeCell.ChildSum => new Linear(units, 3 * units, initializer: Initializer.GlorotUniform(3)),
            _ => new Linear(2 * units, 5 * units, initializer: Initializer.GlorotUniform(5)),
        });
        _forget = cell == TreeCell.ChildSum ? AddModule("forget", new Linear(units, units)) : null;
    }

    /// <summary>The vectors of all nodes: [rows of the layout, units].</summary>
    /// <param name="tape">The tape.</param>
    /// <param name="layout">The layout of the batch.</param>
    /// <param name="leaves">Features of the leaves, in the order of the layout: [leaves, inputs].</param>
    /// <exception cref="ArgumentException">A node has not two children where the cell takes two.</exception>
    public Tensor Forward(Tape tape, TreeLayout layout, Tensor leaves)
    {
        ArgumentNullException.ThrowIfNull(tape);
        ArgumentNullException.ThrowIfNull(layout);
        Tensor hidden = tape.RowBuffer(layout.Total, _units);
        Tensor? cells = _cell == TreeCell.Recursive ? null : tape.RowBuffer(layout.Total, _units);
        Tensor first = _leaf.Forward(tape, leaves);
        if (cells is null)
        {
            tape.WriteRows(hidden, 0, tape.Tanh(first));
        }
        else
        {
            // A leaf has nothing to forget.
            Tensor c = tape.Multiply(tape.Sigmoid(Gate(tape, first, 0)), tape.Tanh(Gate(tape, first, 2)));
            Write(tape, hidden, cells, 0, Gate(tape, first, 1), c);
        }

        for (int level = 1; level < layout.LevelStarts.Length - 1; level++)
        {
            int start = layout.LevelStarts[level];
            ReadOnlySpan<int[]> children = layout.Children.AsSpan(start, layout.LevelStarts[level + 1] - start);
            switch (_cell)
            {
                case TreeCell.ChildSum:
                    Sum(tape, hidden, cells!, start, children);
                    break;
                case TreeCell.Binary:
                    Pair(tape, hidden, cells!, start, children);
                    break;
                default:
                    (int[] left, int[] right) = Split(children);
                    Tensor both = tape.Concatenate([tape.Gather(hidden, left), tape.Gather(hidden, right)]);
                    tape.WriteRows(hidden, start, tape.Tanh(_inner.Forward(tape, both)));
                    break;
            }
        }

        return hidden;
    }

    /// <summary>i, o and u of the summed states; a forget gate from each child's own.</summary>
    private void Sum(Tape tape, Tensor hidden, Tensor cells, int start, ReadOnlySpan<int[]> children)
    {
        var edges = new List<int>();
        var owners = new List<int>();
        for (int n = 0; n < children.Length; n++)
        {
            edges.AddRange(children[n]);
            owners.AddRange(Enumerable.Repeat(n, children[n].Length));
        }

        int[] from = [.. edges], to = [.. owners];
        Tensor states = tape.Gather(hidden, from);
        Tensor gates = _inner.Forward(tape, tape.SegmentSum(states, to, children.Length));
        Tensor kept = tape.Multiply(tape.Sigmoid(_forget!.Forward(tape, states)), tape.Gather(cells, from));
        Tensor fresh = tape.Multiply(tape.Sigmoid(Gate(tape, gates, 0)), tape.Tanh(Gate(tape, gates, 2)));
        Write(tape, hidden, cells, start, Gate(tape, gates, 1), tape.Add(fresh, tape.SegmentSum(kept, to, children.Length)));
    }

    /// <summary>i, o, u and a forget gate for each child, all from both children's states.</summary>
    private void Pair(Tape tape, Tensor hidden, Tensor cells, int start, ReadOnlySpan<int[]> children)
    {
        (int[] left, int[] right) = Split(children);
        Tensor gates = _inner.Forward(tape, tape.Concatenate([tape.Gather(hidden, left), tape.Gather(hidden, right)]));
        Tensor fresh = tape.Multiply(tape.Sigmoid(Gate(tape, gates, 0)), tape.Tanh(Gate(tape, gates, 2)));
        Tensor keptLeft = tape.Multiply(tape.Sigmoid(Gate(tape, gates, 3)), tape.Gather(cells, left));
        Tensor keptRight = tape.Multiply(tape.Sigmoid(Gate(tape, gates, 4)), tape.Gather(cells, right));
        Write(tape, hidden, cells, start, Gate(tape, gates, 1), tape.Add(fresh, tape.Add(keptLeft, keptRight)));
    }

    private static void Write(Tape tape, Tensor hidden, Tensor cells, int start, Tensor outputGate, Tensor cell)
    {
        tape.WriteRows(cells, start, cell);
        tape.WriteRows(hidden, start, tape.Multiply(tape.Sigmoid(outputGate), tape.Tanh(cell)));
    }

    private Tensor Gate(Tape tape, Tensor gates, int index) => tape.Slice(gates, 1, index * _units, _units);

    private static (int[] Left, int[] Right) Split(ReadOnlySpan<int[]> children)
    {
        int[] left = new int[children.Length], right = new int[children.Length];
        for (int n = 0; n < children.Length; n++)
        {
            if (children[n].Length != 2)
            {
                throw new ArgumentException($"a node has {children[n].Length} children; this cell takes two, `child-sum` any number");
            }

            (left[n], right[n]) = (children[n][0], children[n][1]);
        }

        return (left, right);
    }
}
