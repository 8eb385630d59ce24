using Unroll.Tests.Recurrent.Reference;

namespace Unroll.Tests.Recurrent;

/// <summary>
/// The numbers of one run: weights, rows and the upstream gradients that make the loss (outputs and last states, each times a
/// random number, summed). Rows stand in the caller's order, each [length, features].
/// </summary>
internal sealed class CellProblem
{
    public required CellUnderTest Cell { get; init; }

    public required CellCase Case { get; init; }

    /// <summary>What identifies each row for the random streams.</summary>
    public required int[] Items { get; init; }

    /// <summary>Dense inputs; one-hot where the case has ids.</summary>
    public required float[][] X { get; init; }

    public required int[][] Ids { get; init; }

    /// <summary>The weights by name: inputWeight, hiddenWeight, bias, and unit and gain where there are any.</summary>
    public required IReadOnlyDictionary<string, float[]> Weights { get; init; }

    /// <summary>Initial states by row and state.</summary>
    public required float[][][] Initial { get; init; }

    public required float[][] OutputUpstream { get; init; }

    /// <summary>Upstream gradients of the last states by row and state.</summary>
    public required float[][][] FinalUpstream { get; init; }

    public int Rows => X.Length;

    public int Units => Case.Units;

    public int Inputs => Case.Inputs;

    public int Length(int row) => Ids[row].Length;

    public static CellProblem Of(string cell, string name) => Draw(CellUnderTest.All[cell], CellCase.All[name]);

    public static CellProblem Draw(CellUnderTest cell, CellCase c)
    {
        var random = new Random(c.Seed);
        ReferenceCell shape = cell.Reference;
        int h = c.Units;
        float spread = 1.5f / MathF.Sqrt(h);
        float[] Noise(int count, float scale) => [.. Enumerable.Range(0, count).Select(_ => scale * ((random.NextSingle() * 2) - 1))];
        float[][] States(float scale) => [.. Enumerable.Range(0, shape.States).Select(_ => Noise(h, scale))];

        int[][] ids = [.. c.Lengths.Select(n => Enumerable.Range(0, n).Select(_ => random.Next(c.Inputs)).ToArray())];
        var weights = new Dictionary<string, float[]>
        {
            ["inputWeight"] = Noise(shape.InputBlocks * h * c.Inputs, spread),
            ["hiddenWeight"] = Noise(shape.HiddenBlocks * h * h, spread),
            ["bias"] = Noise(shape.Columns * h, 0.5f),
        };
        if (shape.UnitParameters > 0)
        {
            weights["unit"] = Noise(shape.UnitParameters * h, 0.8f);
        }

        if (c.Norm)
        {
            weights["gain"] = [.. Noise(shape.Columns * h, 0.5f).Select(g => 1 + g)];
        }

        return new CellProblem
        {
            Cell = cell, Case = c, Weights = weights, Ids = ids,
            X = [.. ids.Select(row => c.Ids ? OneHot(row, c.Inputs) : Noise(row.Length * c.Inputs, 1))],
            Items = [.. Enumerable.Range(0, ids.Length).Select(r => (7 * r) + 3)],
            Initial = [.. ids.Select(_ => States(0.9f))],
            OutputUpstream = [.. ids.Select(row => Noise(row.Length * h, 1))],
            FinalUpstream = [.. ids.Select(_ => States(1))],
        };
    }

    /// <summary>The same numbers with other options.</summary>
    public CellProblem With(CellCase c) => new()
    {
        Cell = Cell, Case = c, Weights = Weights, Ids = Ids, X = X, Items = Items, Initial = Initial, OutputUpstream = OutputUpstream,
        FinalUpstream = FinalUpstream,
    };

    /// <summary>Some of the rows, in the order given.</summary>
    public CellProblem Select(params int[] rows) => new()
    {
        Cell = Cell, Case = Case, Weights = Weights, Ids = Pick(Ids, rows), X = Pick(X, rows), Items = [.. rows.Select(r => Items[r])],
        Initial = Pick(Initial, rows), OutputUpstream = Pick(OutputUpstream, rows), FinalUpstream = Pick(FinalUpstream, rows),
    };

    /// <summary>Each row's steps [from, to), as far as it has them.</summary>
    public CellProblem Steps(int from, int to) => new()
    {
        Cell = Cell, Case = Case, Weights = Weights, Items = Items, Initial = Initial, FinalUpstream = FinalUpstream,
        Ids = [.. Ids.Select(row => Cut(row, from, to, 1))],
        X = [.. X.Select(row => Cut(row, from, to, Inputs))],
        OutputUpstream = [.. OutputUpstream.Select(row => Cut(row, from, to, Units))],
    };

    /// <summary>Every row's steps in the opposite order, run in the opposite direction.</summary>
    public CellProblem Mirrored() => new()
    {
        Cell = Cell, Case = Case with { Reverse = !Case.Reverse }, Weights = Weights, Items = Items, Initial = Initial,
        FinalUpstream = FinalUpstream,
        Ids = [.. Ids.Select(row => Mirror(row, 1))],
        X = [.. X.Select(row => Mirror(row, Inputs))],
        OutputUpstream = [.. OutputUpstream.Select(row => Mirror(row, Units))],
    };

    public static T[] Mirror<T>(T[] row, int width) => [.. row.Chunk(width).Reverse().SelectMany(step => step)];

    private static T[] Pick<T>(T[] values, int[] rows) => [.. rows.Select(r => values[r])];

    private static T[] Cut<T>(T[] row, int from, int to, int width) =>
        row[Math.Min(row.Length, from * width)..Math.Min(row.Length, to * width)];

    private static float[] OneHot(int[] ids, int vocabulary)
    {
        var row = new float[ids.Length * vocabulary];
        for (int t = 0; t < ids.Length; t++)
        {
            row[(t * vocabulary) + ids[t]] = 1;
        }

        return row;
    }
}
