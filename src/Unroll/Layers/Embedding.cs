using Unroll.Autograd;
using Unroll.Autograd.Operations;
using Unroll.Tensors;

namespace Unroll.Layers;

/// <summary>A row of numbers for each id.</summary>
public sealed class Embedding : Module
{
    /// <summary>Creates the table [vocabulary, features].</summary>
    public Embedding(int vocabulary, int features, Initializer? initializer = null) =>
        Weight = AddParameter("weight", new Shape(vocabulary, features), initializer ?? Initializer.StandardNormal);

    /// <summary>The table.</summary>
    public Parameter Weight { get; }

    /// <summary>Rows of the table: [ids, features].</summary>
    public Tensor Forward(Tape tape, ReadOnlySpan<int> ids) => tape.Embedding(Weight.Value, ids);
}
