using Unroll.Tensors;

namespace Unroll.Recurrent;

/// <summary>Shape checks of the recurrent operation, with messages that name the cell and the argument.</summary>
internal static class RecurrentChecks
{
    public static void Check(in CellShape cell, string name, SequenceLayout layout, RecurrentArguments a)
    {
        int h = a.HiddenWeight.Shape.Rank == 2 ? a.HiddenWeight.Shape[1] : -1;
        Expect(name, "HiddenWeight", a.HiddenWeight, cell.HiddenBlocks * h, h);
        Expect(name, "Bias", a.Bias, cell.Columns * h);
        if (a.Gain is not null)
        {
            Expect(name, "Gain", a.Gain, cell.Columns * h);
        }

        if (cell.UnitParameters > 0)
        {
            Expect(name, "Unit", a.Unit ?? throw new ArgumentException($"{name}: expected `Unit` of shape [{cell.UnitParameters}, {h}], got none"), cell.UnitParameters, h);
        }

        if (a.Input is not null)
        {
            Expect(name, "Input", a.Input, layout.Total, a.Input.Shape.Last);
            Expect(
                name, "InputWeight", a.InputWeight ?? throw new ArgumentException($"{name}: expected `InputWeight` with `Input`, got none"),
                cell.Inputs * h, a.Input.Shape.Last);
        }
        else
        {
            Tensor table = a.Table ?? throw new ArgumentException($"{name}: expected `Input`, or `Table` with `Ids`; got neither");
            Expect(name, "Table", table, table.Shape[0], cell.Inputs * h);
            Ids(name, layout, a.Ids.Span, table.Shape[0]);
        }

        for (int k = 0; a.Initial is not null && k < Math.Max(a.Initial.Count, cell.States); k++)
        {
            if (a.Initial.Count != cell.States)
            {
                throw new ArgumentException($"{name}: expected {cell.States} initial states, got {a.Initial.Count}");
            }

            Expect(name, $"Initial[{k}]", a.Initial[k], layout.Rows, h);
        }
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

    private static void Expect(string name, string argument, Tensor tensor, params ReadOnlySpan<int> extents)
    {
        var expected = new Shape(extents);
        if (tensor.Shape != expected)
        {
            throw new ArgumentException($"{name}: expected `{argument}` of shape {expected}, got {tensor.Shape}");
        }
    }
}
