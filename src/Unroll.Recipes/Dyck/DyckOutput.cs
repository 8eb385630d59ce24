using Unroll.Tensors;

namespace Unroll.Recipes;

/// <summary>What a hidden unit says about the stack.</summary>
internal enum DyckRole
{
    /// <summary>A unit of the code of the bracket on top.</summary>
    Top,

    /// <summary>A unit that is on only when the stack is full.</summary>
    Full,
}

/// <summary>
/// The linear layer of the constructions. Its logits are those of the generator itself: ln(1 / k) for each bracket that may open, 0 for
/// the one that closes the top and for the end, and <see cref="Forbidden"/> less for what must not come.
/// </summary>
internal static class DyckOutput
{
    /// <summary>The logit that a token loses when it must not come: a probability of e^-30.</summary>
    public const float Forbidden = 30;

    /// <summary>Writes the layer.</summary>
    /// <param name="language">The language.</param>
    /// <param name="weight">[tokens, units].</param>
    /// <param name="bias">[tokens].</param>
    /// <param name="scale">What makes 1 of a hidden unit that is on, by unit and role; 0 where it has no such role.</param>
    public static void Write(DyckLanguage language, Tensor weight, Tensor bias, Func<int, DyckRole, float> scale)
    {
        var code = new DyckEncoding(language);
        for (int u = 0; u < weight.Shape[1]; u++)
        {
            float top = scale(u, DyckRole.Top), full = scale(u, DyckRole.Full);
            for (int kind = 0; kind < language.Kinds; kind++)
            {
                weight[kind, u] = -Forbidden * full / code.Ones;
                weight[language.Kinds + kind, u] = Forbidden * top * code.Key(kind, u % code.Units);
            }

            weight[language.Boundary, u] = -Forbidden * top / code.Ones;
        }

        for (int kind = 0; kind < language.Kinds; kind++)
        {
            bias[kind] = -(float)Math.Log(language.Kinds);
            bias[language.Kinds + kind] = -Forbidden;
        }
    }
}
