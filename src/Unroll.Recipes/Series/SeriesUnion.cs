using Unroll.Models;

namespace Unroll.Recipes;

/// <summary>Several models of sequences as one that answers with the mean of their outputs (for labels: of their logits).</summary>
internal static class SeriesUnion
{
    /// <summary>The network that <paramref name="count"/> networks of a shape make.</summary>
    /// <exception cref="UnrollException">Layer norm: its mean would be taken over all parts.</exception>
    public static SeriesModel Wide(SeriesModel member, int count)
    {
        SeriesOptions shape = member.Options;
        return shape.Recurrent.LayerNorm
            ? throw new UnrollException("networks with layer norm cannot be joined: use `members=1` with `layer-norm=true`")
            : new SeriesModel(
                member.Scaler, member.Head,
                shape with { InputUnits = shape.InputUnits * count, Recurrent = shape.Recurrent with { Units = shape.Recurrent.Units * count } });
    }

    /// <summary>Writes the members into a model that <see cref="Wide"/> made. The features and the answers are everyone's.</summary>
    public static void Join(IReadOnlyList<SeriesModel> members, SeriesModel wide)
    {
        SeriesOptions shape = members[0].Options;
        int units = shape.Recurrent.Units, input = shape.InputUnits;
        NetworkUnion.Join(
            members, wide,
            name => name is "output.bias" or "input.weight" ? 0
                : name == "input.bias" || name.StartsWith("rnn.weight_ih_l0", StringComparison.Ordinal) ? input : units,
            name => name == "input.weight" ? input
                : name.StartsWith("rnn.weight_", StringComparison.Ordinal) && !name.StartsWith("rnn.weight_unit", StringComparison.Ordinal) ? units : 0,
            name => name.StartsWith("output.", StringComparison.Ordinal));
    }
}
