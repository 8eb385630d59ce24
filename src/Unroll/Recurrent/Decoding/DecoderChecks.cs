using Unroll.Tensors;

namespace Unroll.Recurrent.Decoding;

/// <summary>Checks the arguments of a decoder, so that a message says which one is wrong and what was expected.</summary>
internal static class DecoderChecks
{
    public static void Check(in CellShape cell, string name, SequenceLayout layout, DecoderArguments a)
    {
        int h = Matrix(name, nameof(a.HiddenWeight), a.HiddenWeight)[1];
        Expect(name, nameof(a.HiddenWeight), a.HiddenWeight, cell.HiddenBlocks * h, h);
        Expect(name, nameof(a.Bias), a.Bias, cell.Columns * h);
        int memory = Matrix(name, nameof(a.Memory), a.Memory)[1], embedded = Matrix(name, nameof(a.Input), a.Input)[1];
        int positions = a.Memory.Shape[0], keys = Matrix(name, nameof(a.Keys), a.Keys)[1];
        Expect(name, nameof(a.Input), a.Input, layout.Total, embedded);
        Expect(name, nameof(a.Keys), a.Keys, positions, keys);
        if (cell.UnitParameters > 0)
        {
            Expect(name, nameof(a.Unit), a.Unit ?? throw new ArgumentException($"{name}: expected `Unit`, got none"), cell.UnitParameters,
                h);
        }

        Score(name, a, keys, h);
        int fed = Combine(name, a, memory, h);
        Expect(name, nameof(a.InputWeight), a.InputWeight, cell.Inputs * h, embedded + fed);
        States(in cell, name, layout, a, h);
        Sources(name, layout, a, positions);
    }

    /// <summary>The threads share the rows: two of them must not add to the gradient of one source.</summary>
    public static void Sharing(string name, SequenceLayout layout, DecoderArguments a, bool recording)
    {
        if (recording && a.Sources is { } sources && sources.Take(layout.Rows).Distinct().Count() < layout.Rows)
        {
            throw new ArgumentException($"{name}: expected a source of its own for each row while gradients are recorded");
        }
    }

    private static void Score(string name, DecoderArguments a, int keys, int h)
    {
        if ((a.Query is null) != (a.Energy is null))
        {
            throw new ArgumentException($"{name}: expected both of `Query` and `Energy`, or neither");
        }

        if (a.Query is not null)
        {
            Expect(name, nameof(a.Query), a.Query, keys, h);
            Expect(name, nameof(a.Energy), a.Energy!, keys);
        }
        else if (keys != h)
        {
            throw new ArgumentException($"{name}: expected `Keys` of {h} columns, the units of the cell, got {keys}");
        }

        if (a.Kernel is null)
        {
            return;
        }

        int kernel = Matrix(name, nameof(a.Kernel), a.Kernel)[0];
        Expect(name, nameof(a.Kernel), a.Kernel, kernel, keys);
        if (kernel % 2 == 0 || a.Energy is null)
        {
            throw new ArgumentException($"{name}: expected a `Kernel` of odd length with additive attention, got {kernel}");
        }
    }

    private static int Combine(string name, DecoderArguments a, int memory, int h)
    {
        if (a.Combine is null)
        {
            return a.Feed ? throw new ArgumentException($"{name}: expected `Combine` with `Feed`, got none") : memory;
        }

        int combined = Matrix(name, nameof(a.Combine), a.Combine)[0];
        Expect(name, nameof(a.Combine), a.Combine, combined, h + memory);
        Expect(name, nameof(a.CombineBias), a.CombineBias ?? throw new ArgumentException($"{name}: expected `CombineBias`, got none"),
            combined);
        return a.Feed ? combined : 0;
    }

    private static void States(in CellShape cell, string name, SequenceLayout layout, DecoderArguments a, int h)
    {
        if (a.Initial is not null && a.Initial.Count != cell.States)
        {
            throw new ArgumentException($"{name}: expected {cell.States} initial states, got {a.Initial.Count}");
        }

        for (int k = 0; a.Initial is not null && k < a.Initial.Count; k++)
        {
            Expect(name, $"Initial[{k}]", a.Initial[k], layout.Rows, h);
        }

        if (a.InitialFeed is { RequiresGradient: true })
        {
            throw new ArgumentException($"{name}: `InitialFeed` cannot have a gradient");
        }

        if (a.InitialFeed is not null)
        {
            Expect(name, nameof(a.InitialFeed), a.InitialFeed, layout.Rows, a.Combine?.Shape[0] ?? 0);
        }
    }

    private static void Sources(string name, SequenceLayout layout, DecoderArguments a, int positions)
    {
        if (a.Starts.Length == 0 || a.Starts[0] != 0 || a.Starts[^1] != positions)
        {
            throw new ArgumentException($"{name}: expected `Starts` from 0 to {positions}");
        }

        for (int s = 1; s < a.Starts.Length; s++)
        {
            if (a.Starts[s] < a.Starts[s - 1])
            {
                throw new ArgumentException($"{name}: `Starts` go back from {a.Starts[s - 1]} to {a.Starts[s]} at source {s}");
            }
        }

        int given = a.Sources?.Length ?? a.Starts.Length - 1;
        if (given != layout.Rows)
        {
            throw new ArgumentException($"{name}: expected a source for each of {layout.Rows} rows, got {given}");
        }

        for (int r = 0; r < layout.Rows; r++)
        {
            int source = a.Sources?[r] ?? r;
            if ((uint)source >= (uint)(a.Starts.Length - 1))
            {
                throw new ArgumentException($"{name}: row {r} looks at source {source}; there are {a.Starts.Length - 1}");
            }

            if (a.InitialHistory is { } history && history[r].Length != a.Starts[source + 1] - a.Starts[source])
            {
                throw new ArgumentException(
                    $"{name}: expected a history of {a.Starts[source + 1] - a.Starts[source]} positions for row {r}, "
                    + $"got {history[r].Length}");
            }
        }
    }

    private static Shape Matrix(string name, string argument, Tensor tensor) => tensor.Shape.Rank == 2 ? tensor.Shape
        : throw new ArgumentException($"{name}: expected `{argument}` with 2 axes, got shape {tensor.Shape}");

    private static void Expect(string name, string argument, Tensor tensor, params ReadOnlySpan<int> extents)
    {
        var expected = new Shape(extents);
        if (tensor.Shape != expected)
        {
            throw new ArgumentException($"{name}: expected `{argument}` of shape {expected}, got {tensor.Shape}");
        }
    }
}
