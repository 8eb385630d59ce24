using Unroll.Data;
using Unroll.Layers;
using Unroll.Models;

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

    /// <summary>Writes the networks into a wide one. Characters, n-grams and labels are everyone's.</summary>
    public void MergeInto(SequenceClassifier wide)
    {
        ClassifierOptions shape = _members[0].Options;
        int units = shape.Recurrent.Units;
        static bool Shared(string name) => name == "output.bias" || name.StartsWith("ngrams.", StringComparison.Ordinal);
        NetworkUnion.Join(
            _members, wide,
            name => Shared(name) ? 0
                : name == "embedding.weight" || name.StartsWith("rnn.weight_ih_l0", StringComparison.Ordinal) ? shape.Embedding : units,
            name => name.StartsWith("rnn.weight_", StringComparison.Ordinal) && !name.StartsWith("rnn.weight_unit", StringComparison.Ordinal)
                ? units : 0,
            name => Shared(name) || name == "output.weight");
    }
}
