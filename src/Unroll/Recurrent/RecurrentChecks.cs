using Unroll.Tensors;

namespace Unroll.Recurrent;

/// <summary>Checks of the recurrent operation's arguments, with messages that name the cell and the argument.</summary>
internal static class RecurrentChecks
{
    public static void Check(in CellShape cell, string name, SequenceLayout layout, RecurrentArguments a)
    {
        if (a.HiddenWeight.Shape.Rank != 2)
        {
            throw new ArgumentException(
                $"{name}: expected `HiddenWeight` of shape [{cell.HiddenBlocks} * units, units], got {a.HiddenWeight.Shape}");
        }

        int h = a.HiddenWeight.Shape[1];
        Expect(name, "HiddenWeight", a.HiddenWeight, cell.HiddenBlocks * h, h);
        Expect(name, "Bias", a.Bias, cell.Columns * h);
        if (a.Gain is not null)
        {
            Expect(name, "Gain", a.Gain, cell.Columns * h);
        }

        if (cell.UnitParameters > 0)
        {
            Tensor unit = a.Unit
                ?? throw new ArgumentException($"{name}: expected `Unit` of shape [{cell.UnitParameters}, {h}], got none");
            Expect(name, "Unit", unit, cell.UnitParameters, h);
        }
        else if (a.Unit is not null)
        {
            throw new ArgumentException($"{name}: expected no `Unit`, as the cell has no per-unit parameters; got {a.Unit.Shape}");
        }

        Input(in cell, name, layout, a, h);
        for (int k = 0; a.Initial is not null && k < Math.Max(a.Initial.Count, cell.States); k++)
        {
            if (a.Initial.Count != cell.States)
            {
                throw new ArgumentException($"{name}: expected {cell.States} initial states, got {a.Initial.Count}");
            }

            Expect(name, $"Initial[{k}]", a.Initial[k], layout.Rows, h);
        }

        Destination(name, layout, a, h);
        Rate(name, "ZoneoutHidden", a.ZoneoutHidden);
        Rate(name, "ZoneoutCell", a.ZoneoutCell);
        Rate(name, "RecurrentDropout", a.RecurrentDropout);
        Rate(name, "CandidateDropout", a.CandidateDropout);
    }

    private static void Input(in CellShape cell, string name, SequenceLayout layout, RecurrentArguments a, int h)
    {
        if ((a.Input is null) == (a.Table is null))
        {
            throw new ArgumentException($"{name}: expected `Input`, or `Table` with `Ids`; got {(a.Input is null ? "neither" : "both")}");
        }

        if (a.Input is { } input)
        {
            Expect(name, "Input", input, layout.Total, input.Shape.Last);
            Expect(
                name, "InputWeight", a.InputWeight ?? throw new ArgumentException($"{name}: expected `InputWeight` with `Input`, got none"),
                cell.Inputs * h, input.Shape.Last);
            return;
        }

        Tensor table = a.Table!;
        int vocabulary = table.Shape.Rank == 2 ? table.Shape[0] : 1;
        Expect(name, "Table", table, vocabulary, cell.Inputs * h);
        Ids(name, layout, a.Ids.Span, vocabulary);
    }

    private static void Ids(string name, SequenceLayout layout, ReadOnlySpan<int> ids, int vocabulary)
    {
        if (ids.Length != layout.Total)
        {
            throw new ArgumentException($"{name}: expected {layout.Total} packed ids, got {ids.Length}");
        }

        foreach (int id in ids)
        {
            if ((uint)id >= (uint)vocabulary)
            {
                throw new ArgumentException($"{name}: id {id} is not in [0, {vocabulary})");
            }
        }
    }

    private static void Destination(string name, SequenceLayout layout, RecurrentArguments a, int h)
    {
        if (a.Destination is not { } destination)
        {
            if (a.Column != 0 || a.AddToDestination)
            {
                throw new ArgumentException($"{name}: expected a `Destination` with `Column` or `AddToDestination`, got none");
            }

            return;
        }

        int width = destination.Shape.Last;
        Expect(name, "Destination", destination, layout.Total, width);
        if (a.Column < 0 || a.Column > width - h)
        {
            throw new ArgumentException($"{name}: columns [{a.Column}, {a.Column + h}) do not fit in a `Destination` of {width} columns");
        }
    }

    private static void Rate(string name, string argument, float rate)
    {
        if (!(rate >= 0 && rate < 1))
        {
            throw new ArgumentException($"{name}: expected a probability in [0, 1) for `{argument}`, got {rate}");
        }
    }

    private static void Expect(string name, string argument, Tensor tensor, params ReadOnlySpan<int> extents)
    {
        var expected = new Shape(extents);
        if (tensor.Shape != expected)
        {
            throw new ArgumentException($"{name}: expected `{argument}` of shape {expected}, got {tensor.Shape}");
        }
    }
}
