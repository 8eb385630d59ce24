using Unroll.Recurrent;
using Unroll.Tensors;

namespace Unroll.Recipes;

/// <summary>
/// Elman's network of 6 m ceil(log2 k) - 2 m units with written weights (Hewitt et al. 2020). Two copies of the stack, top first: A is in
/// use after an opening bracket, B after a closing one, and the other is off. Each step moves A + B one slot down into A, with the code of
/// the new bracket on top, or one slot up into B; the input shuts the copy that is not wanted:
/// <code>
/// A'_1 = code(x)   A'_j = step((A + B)_(j-1) - [x closes])   B'_j = step((A + B)_(j+1) - [x opens])
/// </code>
/// With rectified units, on is 1 and off is 0, and every number on the way is a small integer: the arithmetic is exact. With tanh, on and
/// off are 1 and -1, saturated.
/// </summary>
internal static class DyckElmanConstruction
{
    /// <summary>What saturates tanh.</summary>
    private const float Sharp = 20;

    public static DyckModel Create(DyckLanguage language, bool rectified)
    {
        var code = new DyckEncoding(language);
        int slot = code.Units, half = slot * language.Depth, units = 2 * half;
        var model = new DyckModel(language, rectified ? Cell.ElmanRelu : Cell.Elman, units, language.Tokens);
        Tensor table = model.Weight("embedding.weight"), input = model.Weight("rnn.weight_ih_l0"), hidden = model.Weight("rnn.weight_hh_l0");
        Tensor bias = model.Weight("rnn.bias_l0"), output = model.Weight("output.weight"), outputBias = model.Weight("output.bias");
        for (int token = 0; token < language.Tokens; token++)
        {
            table[token, token] = 1; // one-hot
        }

        // From 0 and 1 to the numbers of the unit: pre-activations of tanh are twice as far apart, and one lower.
        float scale = rectified ? 1 : Sharp, shut = rectified ? -1 : -2 * Sharp;
        for (int u = 0; u < units; u++)
        {
            bool pushed = u < half;
            int from = u % half + (pushed ? -slot : slot);
            bool inside = from >= 0 && from < half;
            if (inside)
            {
                hidden[u, from] = scale;
                hidden[u, half + from] = scale;
            }

            // tanh: on + off is 0, off + off is -2; the bias lifts them to 1 and -1. A slot without a source stays off.
            bias[u] = rectified ? 0 : inside ? Sharp : -Sharp;
            for (int kind = 0; kind < language.Kinds; kind++)
            {
                input[u, kind] = !pushed ? shut : inside ? 0 : code.Code(kind, u % slot) ? (rectified ? 1 : 2 * Sharp) : 0;
                input[u, language.Kinds + kind] = pushed && inside ? shut : 0;
            }

            input[u, language.Boundary] = inside ? shut : 0;
        }

        DyckOutput.Write(language, output, outputBias, (unit, role) => role switch
        {
            DyckRole.Top => unit % half < slot ? (rectified ? 1 : 0.5f) : 0,
            DyckRole.Full => unit % half >= half - slot ? (rectified ? 1 : 0.5f) : 0,
            _ => throw new ArgumentOutOfRangeException(nameof(role)),
        });
        if (!rectified)
        {
            // Off is -1: each pair of units of A and B adds -1 that a pair of rectified ones does not.
            for (int token = 0; token < language.Tokens; token++)
            {
                float sum = 0;
                for (int u = 0; u < units; u++)
                {
                    sum += output[token, u];
                }

                outputBias[token] += sum;
            }
        }

        return model;
    }
}
