using Unroll.Recurrent;
using Unroll.Tensors;

namespace Unroll.Recipes;

/// <summary>
/// An LSTM of 3 m ceil(log2 k) - m units whose weights are written down, not trained (Hewitt et al. 2020, "RNNs can generate bounded
/// hierarchical languages with optimal memory"). The cell state holds the stack: slot j (from 1) the code of the jth open bracket, zeros
/// where there is none. The output gate hides all but the top, so that the place where the hidden state is not zero says how many are
/// open. All gates are saturated; with t_j = 1 if the top lies in slot j, else 0, and D = sum of j t_j:
/// <code>
/// candidate   the code of the bracket that opens, else 0
/// input j     t_(j-1) = 1, for j = 1 no t at all       write into the first free slot
/// forget j    not (closing and t_j = 1)                erase the top
/// output j    opening: D &lt;= j - 1; closing: D &lt;= j + 1   hide what lies under the new top; above it there is nothing
/// </code>
/// </summary>
internal static class DyckLstmConstruction
{
    /// <summary>What thresholds are multiplied with: half of it is a sigmoid of 1 - 2e-22.</summary>
    private const float Sharp = 100;

    /// <summary>The hyperbolic tangent of this is 1 in single precision.</summary>
    private const float Saturated = 20;

    public static DyckModel Create(DyckLanguage language)
    {
        var code = new DyckEncoding(language);
        int slot = code.Units, units = slot * language.Depth;
        var model = new DyckModel(language, Cell.Lstm, units, language.Tokens);
        Tensor table = model.Weight("embedding.weight"), input = model.Weight("rnn.weight_ih_l0"), hidden = model.Weight("rnn.weight_hh_l0");
        Tensor bias = model.Weight("rnn.bias_l0"), output = model.Weight("output.weight"), outputBias = model.Weight("output.bias");
        for (int token = 0; token < language.Tokens; token++)
        {
            table[token, token] = 1; // one-hot
        }

        // A unit that is on shows tanh(1) in the hidden state; this much of every unit of slot j adds up to t_j.
        float shown = (float)(1 / Math.Tanh(1)), top = shown / code.Ones;
        for (int u = 0; u < units; u++)
        {
            int j = (u / slot) + 1, i = u, f = units + u, g = (2 * units) + u, o = (3 * units) + u;
            bias[i] = j == 1 ? Sharp / 2 : -Sharp / 2;
            bias[f] = 1.5f * Sharp;
            bias[o] = (j - 0.5f) * Sharp;
            for (int v = 0; v < units; v++)
            {
                int at = (v / slot) + 1;
                hidden[i, v] = j == 1 ? -Sharp * top : at == j - 1 ? Sharp * top : 0;
                hidden[f, v] = at == j ? -Sharp * top : 0;
                hidden[o, v] = -Sharp * top * at;
            }

            for (int kind = 0; kind < language.Kinds; kind++)
            {
                input[g, kind] = code.Code(kind, u % slot) ? Saturated : 0;
                input[f, language.Kinds + kind] = -Sharp;
                input[o, language.Kinds + kind] = 2 * Sharp;
            }
        }

        DyckOutput.Write(language, output, outputBias, (unit, role) => role switch
        {
            DyckRole.Top => shown,
            DyckRole.Full => unit / slot == language.Depth - 1 ? shown : 0,
            _ => throw new ArgumentOutOfRangeException(nameof(role)),
        });
        return model;
    }
}
