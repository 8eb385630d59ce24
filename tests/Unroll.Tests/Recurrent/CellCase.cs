namespace Unroll.Tests.Recurrent;

/// <summary>What one run of a recurrent operation is made of, before the numbers are drawn.</summary>
internal sealed record CellCase(int Units, int Inputs, params int[] Lengths)
{
    /// <summary>
    /// The cases that every witness runs over: whole vectors of 8 units and broken ones, ragged and equal lengths, and every option
    /// alone and with the others.
    /// </summary>
    public static readonly IReadOnlyDictionary<string, CellCase> All = new Dictionary<string, CellCase>
    {
        ["plain"] = new(5, 3, 4, 1, 3),
        ["equal lengths, initial"] = new(8, 3, 4, 4, 4, 4) { Initial = true },
        ["thirteen rows, initial"] = new(16, 16, 7, 1, 5, 2, 7, 3, 1, 6, 2, 2, 4, 3, 1) { Initial = true },
        ["reverse, initial"] = new(19, 16, 3, 6, 1, 6, 2) { Reverse = true, Initial = true },
        ["one row"] = new(5, 3, 6),
        ["one step"] = new(8, 3, 1, 1, 1),
        ["a row of no steps"] = new(5, 3, 2, 0, 3) { Initial = true },
        ["layer norm"] = new(5, 3, 4, 1, 3) { Norm = true },
        ["layer norm, reverse, initial"] = new(19, 3, 3, 5, 1, 2) { Norm = true, Reverse = true, Initial = true },
        ["zoneout"] = new(8, 16, 5, 2, 4) { ZoneoutHidden = 0.3f, ZoneoutCell = 0.4f, Training = true },
        ["zoneout of the hidden state only"] = new(5, 3, 5, 2, 4) { ZoneoutHidden = 0.4f, Training = true, Initial = true },
        ["zoneout of the further states only"] = new(5, 3, 5, 2, 4) { ZoneoutCell = 0.4f, Training = true },
        ["zoneout at prediction"] = new(5, 3, 4, 1, 3) { ZoneoutHidden = 0.3f, ZoneoutCell = 0.4f, Initial = true },
        ["recurrent dropout"] = new(5, 3, 4, 1, 3) { RecurrentDropout = 0.4f, Training = true },
        ["recurrent dropout, initial"] = new(16, 3, 4, 4, 3) { RecurrentDropout = 0.4f, Training = true, Initial = true },
        ["recurrent dropout at prediction"] = new(8, 3, 4, 1, 3) { RecurrentDropout = 0.4f },
        ["ids"] = new(5, 7, 4, 1, 3) { Ids = true },
        ["ids, initial, reverse"] = new(16, 7, 6, 1, 3, 3) { Ids = true, Initial = true, Reverse = true },
        ["all together"] = new(19, 3, 3, 5, 1, 2)
        {
            Norm = true, Reverse = true, Initial = true, Training = true, ZoneoutHidden = 0.2f, ZoneoutCell = 0.3f, RecurrentDropout = 0.3f,
        },
        ["all together, ids"] = new(5, 7, 3, 5, 1, 2)
        {
            Ids = true, Norm = true, Initial = true, Training = true, ZoneoutHidden = 0.2f, ZoneoutCell = 0.3f, RecurrentDropout = 0.3f,
        },
    };

    /// <summary>Large enough that the loop over the steps and the sums after it are cut into parts.</summary>
    public static readonly CellCase Large = new(64, 12, [.. Enumerable.Range(0, 32).Select(r => 1 + (r * 13 % 34))]) { Initial = true };

    /// <summary>Every cell with every case, for theories.</summary>
    public static TheoryData<string, string> WithEveryCell
    {
        get
        {
            var data = new TheoryData<string, string>();
            foreach (string cell in CellUnderTest.All.Keys)
            {
                foreach (string name in All.Keys)
                {
                    data.Add(cell, name);
                }
            }

            return data;
        }
    }

    public bool Reverse { get; init; }

    public bool Initial { get; init; }

    public bool Norm { get; init; }

    /// <summary>Whether zoneout and dropout draw.</summary>
    public bool Training { get; init; }

    /// <summary>Whether the input is ids; <see cref="Inputs"/> is the size of the vocabulary.</summary>
    public bool Ids { get; init; }

    public float ZoneoutHidden { get; init; }

    public float ZoneoutCell { get; init; }

    public float RecurrentDropout { get; init; }

    public int Seed { get; init; } = 1;
}
