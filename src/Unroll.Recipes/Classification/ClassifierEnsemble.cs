using Unroll.Data;
using Unroll.Layers;
using Unroll.Models;
using Unroll.Tensors;

namespace Unroll.Recipes;

/// <summary>
/// Several networks of one shape that differ in their first weights and their dropout, and answer with the mean of their logits: the
/// normalised geometric mean of their probabilities. As that is linear in the last states, they are one wider network whose weights
/// are zero between its parts (<see cref="MergeInto"/>): it is saved, read and traced like any other.
/// </summary>
internal sealed class ClassifierEnsemble : Module
{
    private readonly SequenceClassifier[] _members;

    /// <param name="vocabulary">The characters.</param>
    /// <param name="labels">The labels.</param>
    /// <param name="member">The shape of each network.</param>
    /// <param name="count">How many.</param>
    public ClassifierEnsemble(Vocabulary vocabulary, LabelSet labels, ClassifierOptions member, int count) =>
        _members = [.. Enumerable.Range(0, count).Select(k => AddModule(
            $"member{k}", new SequenceClassifier(vocabulary, labels, member with { Seed = member.Seed + (ulong)k })))];

    /// <summary>The networks.</summary>
    public IReadOnlyList<SequenceClassifier> Members => _members;

    /// <summary>The shape of the network that <paramref name="count"/> networks of a shape make.</summary>
    /// <exception cref="UnrollException">Layer norm: its mean would be taken over all parts.</exception>
    public static ClassifierOptions Wide(ClassifierOptions member, int count) => count == 1 ? member
        : member.Recurrent.LayerNorm ? throw new UnrollException("networks with layer norm cannot be joined: use `members=1` with `layer-norm=true`")
        : member with { Embedding = member.Embedding * count, Recurrent = member.Recurrent with { Units = member.Recurrent.Units * count } };

    /// <summary>The inverse of <see cref="Wide"/>.</summary>
    public static ClassifierOptions Narrow(ClassifierOptions wide, int count) =>
        wide with { Embedding = wide.Embedding / count, Recurrent = wide.Recurrent with { Units = wide.Recurrent.Units / count } };

    /// <summary>Writes the networks into a wide one.</summary>
    public void MergeInto(SequenceClassifier wide)
    {
        foreach (NamedParameter target in wide.Parameters())
        {
            target.Parameter.Value.Span.Clear();
            for (int k = 0; k < _members.Length; k++)
            {
                Tensor part = _members[k].Parameters().First(p => p.Name == target.Name).Parameter.Value;
                Place(target.Name, part, target.Parameter.Value, k);
            }

            target.Parameter.Value.MarkChanged();
        }
    }

    /// <summary>
    /// Rows and columns of a weight come in blocks as long as one network's embedding or units (gates, directions); in the wide weight
    /// each block holds all networks' one after another. Only the labels, and the characters, are everyone's.
    /// </summary>
    private void Place(string name, Tensor part, Tensor wide, int member)
    {
        int rows = part.Shape.Rank == 1 ? 1 : part.Shape[0], columns = part.Shape.Last, wideColumns = wide.Shape.Last;
        bool output = name.StartsWith("output.", StringComparison.Ordinal), ownRows = rows > 1 && name.StartsWith("rnn.weight_", StringComparison.Ordinal)
            && !name.StartsWith("rnn.weight_unit", StringComparison.Ordinal);
        ClassifierOptions shape = _members[0].Options;
        int units = shape.Recurrent.Units, columnBlock = name == "output.bias" ? columns
            : name == "embedding.weight" || name.StartsWith("rnn.weight_ih_l0", StringComparison.Ordinal) ? shape.Embedding : units;
        float factor = output ? 1f / _members.Length : 1;
        for (int r = 0; r < rows; r++)
        {
            int row = ownRows ? Position(r, units, member) : r;
            for (int c = 0; c < columns; c++)
            {
                int column = name == "output.bias" ? c : Position(c, columnBlock, member);
                wide.Span[(row * wideColumns) + column] += factor * part.Span[(r * columns) + c];
            }
        }
    }

    private int Position(int index, int block, int member) => (((index / block * _members.Length) + member) * block) + (index % block);
}
