namespace Unroll.Recipes;

/// <summary>The cells of the assignment with the weights that its tests draw: three inputs, five units, two outputs, ten examples.</summary>
internal static class CourseCells
{
    public const int Inputs = 3, Units = 5, Outputs = 2, Examples = 10;

    /// <summary>The seed of every test of the assignment.</summary>
    public const uint Seed = 1;

    /// <summary>The weights of a simple cell, drawn in the order given by its tests.</summary>
    public static CourseRnn Rnn(NumpyRandom random, bool inputsFirst)
    {
        Matrix first = inputsFirst ? random.Normal(Units, Inputs) : random.Normal(Units, Units);
        Matrix second = inputsFirst ? random.Normal(Units, Units) : random.Normal(Units, Inputs);
        var w = new Dictionary<string, Matrix>
        {
            ["Wax"] = inputsFirst ? first : second, ["Waa"] = inputsFirst ? second : first,
            ["Wya"] = random.Normal(Outputs, Units), ["ba"] = random.Normal(Units, 1), ["by"] = random.Normal(Outputs, 1),
        };
        return new CourseRnn(w);
    }

    /// <summary>The weights of an LSTM: Wf, bf, Wi, bi, Wo, bo, Wc, bc, and Wy, by unless those of an earlier test are used again.</summary>
    public static CourseLstm Lstm(NumpyRandom random, CourseLstm? outputOf = null)
    {
        Dictionary<string, Matrix> w = Gates(random, "fioc");
        w["Wya"] = outputOf?.W["Wya"] ?? random.Normal(Outputs, Units);
        w["by"] = outputOf?.W["by"] ?? random.Normal(Outputs, 1);
        return new CourseLstm(w);
    }

    /// <summary>The weights of a GRU; the assignment has none, so the order is ours: the gates u, r, c, then Wy, by.</summary>
    public static CourseGru Gru(NumpyRandom random, bool full)
    {
        Dictionary<string, Matrix> w = Gates(random, full ? "urc" : "uc");
        w["Wya"] = random.Normal(Outputs, Units);
        w["by"] = random.Normal(Outputs, 1);
        return new CourseGru(w, full);
    }

    private static Dictionary<string, Matrix> Gates(NumpyRandom random, string gates)
    {
        var w = new Dictionary<string, Matrix>();
        foreach (char gate in gates)
        {
            w[$"W{gate}"] = random.Normal(Units, Units + Inputs);
            w[$"b{gate}"] = random.Normal(Units, 1);
        }

        return w;
    }
}
