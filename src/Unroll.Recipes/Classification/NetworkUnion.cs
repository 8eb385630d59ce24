using Unroll.Layers;
using Unroll.Tensors;

namespace Unroll.Recipes;

/// <summary>
/// Several networks of one shape written into one wide network that answers with the mean of their outputs. Where everything between
/// the input and a last linear layer is recurrent, that is exact: the wide weights are zero between the parts.
/// </summary>
internal static class NetworkUnion
{
    /// <summary>Writes the members into the wide network.</summary>
    /// <param name="members">The networks.</param>
    /// <param name="wide">The network that they make: units, and where they are every member's own, embedding or input units times as many.</param>
    /// <param name="columnBlock">By name of a weight: how long a member's block of columns is; 0 where the columns are everyone's.</param>
    /// <param name="rowBlock">The same for its rows.</param>
    /// <param name="averaged">Whether a weight adds to the output, so that the members' parts are divided by their number.</param>
    public static void Join(
        IReadOnlyList<Module> members, Module wide, Func<string, int> columnBlock, Func<string, int> rowBlock, Func<string, bool> averaged)
    {
        foreach (NamedParameter target in wide.Parameters())
        {
            string name = target.Name;
            target.Parameter.Value.Span.Clear();
            float factor = averaged(name) ? 1f / members.Count : 1;
            for (int k = 0; k < members.Count; k++)
            {
                Tensor part = members[k].Parameters().First(p => p.Name == name).Parameter.Value;
                Place(part, target.Parameter.Value, rowBlock(name), columnBlock(name), k, members.Count, factor);
            }

            target.Parameter.Value.MarkChanged();
        }
    }

    /// <summary>
    /// Rows and columns come in blocks as long as one network's units (gates, directions, layers); in the wide weight each block holds
    /// all networks' one after another.
    /// </summary>
    private static void Place(Tensor part, Tensor wide, int rowBlock, int columnBlock, int member, int members, float factor)
    {
        int rows = part.Shape.Rank == 1 ? 1 : part.Shape[0], columns = part.Shape.Last, wideColumns = wide.Shape.Last;
        int Position(int index, int block) => block == 0 ? index : (((index / block * members) + member) * block) + (index % block);
        for (int r = 0; r < rows; r++)
        {
            int row = rows > 1 ? Position(r, rowBlock) : r;
            for (int c = 0; c < columns; c++)
                wide.Span[(row * wideColumns) + Position(c, columnBlock)] += factor * part.Span[(r * columns) + c];
        }
    }
}
