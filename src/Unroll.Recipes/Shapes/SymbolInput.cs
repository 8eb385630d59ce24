using Unroll.Layers;
using Unroll.Tensors;

namespace Unroll.Recipes;

/// <summary>How a symbol enters a network: as a one-hot vector (the identity, not trained) or as a few learned numbers.</summary>
internal static class SymbolInput
{
    /// <summary>Numbers of a learned embedding.</summary>
    public const int Learned = 4;

    /// <summary>Creates the table; call <see cref="Freeze"/> once the model is initialised.</summary>
    public static Embedding Create(int symbols, bool oneHot) =>
        new(symbols, oneHot ? symbols : Learned, oneHot ? Initializer.Identity() : Initializer.StandardNormal);

    /// <summary>Keeps a one-hot table as it is.</summary>
    public static void Freeze(Embedding embedding)
    {
        Tensor table = embedding.Weight.Value;
        embedding.Weight.Trainable = table.Shape[0] != table.Shape[1];
    }
}
