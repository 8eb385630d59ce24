using Unroll.Tensors;
using Unroll.Tests.Autograd;

namespace Unroll.Tests.Recurrent.Decoding;

/// <summary>A decoder with attention before its numbers are drawn: E inputs, H units, D columns of memory, A of keys.</summary>
internal sealed record DecoderCase(string Cell)
{
    public int Inputs { get; init; } = 3;

    public int Units { get; init; } = 5;

    public int Memory { get; init; } = 4;

    /// <summary>Units of the additive score; 0 for a product of state and keys.</summary>
    public int Additive { get; init; } = 6;

    public int Kernel { get; init; }

    public bool Coverage { get; init; }

    public bool After { get; init; }

    public bool Feed { get; init; }

    public int Combined { get; init; } = 7;

    public bool Initial { get; init; }

    public int[] Targets { get; init; } = [3, 1, 4];

    public int[] Sources { get; init; } = [2, 5, 3];

    /// <summary>The cell in double.</summary>
    public Reference.ReferenceCell Naive => CellUnderTest.All[Cell switch
    {
        "lstm" => "Lstm",
        "peephole-lstm" => "PeepholeLstm",
        "gru" => "Gru",
        "gru-reset-before" => "GruResetBefore",
        _ => "ElmanTanh",
    }].Reference;

    public int Keys => Additive > 0 ? Additive : Units;

    public int Fed => !After ? Memory : Feed ? Combined : 0;

    /// <summary>Every kind of attention, and the cells that the driver treats apart.</summary>
    public static readonly IReadOnlyDictionary<string, DecoderCase> All = new Dictionary<string, DecoderCase>
    {
        ["lstm, additive, before"] = new("lstm") { Initial = true },
        ["gru, additive, before, no initial"] = new("gru"),
        ["gru reset before, additive, before"] = new("gru-reset-before") { Initial = true },
        ["peephole, product, before"] = new("peephole-lstm") { Additive = 0, Initial = true },
        ["elman, product, after, fed"] = new("elman") { Additive = 0, After = true, Feed = true, Initial = true },
        ["lstm, product, after, fed"] = new("lstm") { Additive = 0, After = true, Feed = true, Units = 8, Memory = 8, Combined = 8 },
        ["lstm, additive, after, not fed"] = new("lstm") { After = true, Initial = true },
        ["gru, additive, after, fed"] = new("gru") { After = true, Feed = true, Initial = true },
        ["gru, location, before"] = new("gru") { Kernel = 3, Initial = true },
        ["gru, coverage, before"] = new("gru") { Kernel = 5, Coverage = true, Initial = true },
        ["lstm, coverage, after, fed"] = new("lstm") { Kernel = 3, Coverage = true, After = true, Feed = true },
        ["lstm, location, after"] = new("lstm") { Kernel = 5, After = true, Additive = 9 },
        ["one row, one step"] = new("lstm") { Targets = [1], Sources = [1] },
        ["an empty source and an empty target"] = new("gru") { Targets = [2, 0, 3], Sources = [3, 2, 0], Kernel = 3, Initial = true },
        ["whole vectors, many rows"] = new("gru")
        {
            Units = 8, Inputs = 4, Memory = 16, Additive = 16, Targets = [4, 2, 2, 5, 1, 3, 1], Sources = [4, 1, 6, 2, 2, 3, 5],
        },
    };

    public static TheoryData<string> Names => [.. All.Keys];

    /// <summary>
    /// Tensors in the order input, input weight, hidden weight, bias, memory, keys, then those of unit, query, energy, kernel, combine,
    /// its bias and the initial states that the case has.
    /// </summary>
    public Tensor[] Draw(int seed)
    {
        Reference.ReferenceCell cell = Naive;
        int positions = Sources.Sum(), rows = Targets.Length;
        float spread = 1.2f / MathF.Sqrt(Units);
        var tensors = new List<Tensor>();
        void Add(float bound, params int[] extents) =>
            tensors.Add(GradientCheck.Noise(seed + tensors.Count, new Shape(extents), -bound, bound));
        Add(1, Targets.Sum(), Inputs);
        Add(spread, cell.InputBlocks * Units, Inputs + Fed);
        Add(spread, cell.HiddenBlocks * Units, Units);
        Add(0.5f, cell.Columns * Units);
        Add(1, positions, Memory);
        Add(1, positions, Keys);
        if (cell.UnitParameters > 0)
        {
            Add(0.8f, cell.UnitParameters, Units);
        }

        if (Additive > 0)
        {
            Add(spread, Additive, Units);
            Add(1, Additive);
        }

        if (Kernel > 0)
        {
            Add(1, Kernel, Keys);
        }

        if (After)
        {
            Add(0.5f, Combined, Units + Memory);
            Add(0.5f, Combined);
        }

        for (int k = 0; Initial && k < cell.States; k++)
        {
            Add(0.9f, rows, Units);
        }

        return [.. tensors];
    }
}
