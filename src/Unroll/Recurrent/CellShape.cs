namespace Unroll.Recurrent;

/// <summary>What a cell declares, counted once: how its gate columns are fed and where they stand.</summary>
internal readonly struct CellShape
{
    public int Columns { get; private init; }

    public int Extras { get; private init; }

    public int States { get; private init; }

    public int UnitParameters { get; private init; }

    /// <summary>Columns [0, Both) are fed by input and hidden state.</summary>
    public int Both { get; private init; }

    /// <summary>Columns [0, Inputs) are fed by the input: the row blocks of the input weights.</summary>
    public int Inputs { get; private init; }

    /// <summary>The number of columns fed by the inner value: the last ones of those fed by the input.</summary>
    public int Inner { get; private init; }

    /// <summary>The number of columns fed by the hidden state alone: the last ones.</summary>
    public int HiddenOnly => Columns - Inputs;

    /// <summary>The row blocks of the hidden weights: both, inner, hidden only.</summary>
    public int HiddenBlocks => Both + Inner + HiddenOnly;

    public int InnerStart => Inputs - Inner;

    /// <summary>Values kept a row and unit: gates and extras.</summary>
    public int Kept => Columns + Extras;

    public static CellShape Of<TCell>()
        where TCell : struct, ICell
    {
        ReadOnlySpan<GateColumn> columns = TCell.Columns;
        int both = 0, inputs = 0, inner = 0, group = 0;
        foreach (GateColumn column in columns)
        {
            int next = column.Source switch
            {
                GateSource.Both => 0,
                GateSource.Input => 1,
                GateSource.Input | GateSource.Inner => 2,
                GateSource.Hidden => 3,
                _ => throw new ArgumentException(
                    $"{typeof(TCell).Name}: gate `{column.Name}` is fed by {column.Source}; allowed are Both, Input, Input | Inner and Hidden"),
            };
            if (next < group)
            {
                throw new ArgumentException(
                    $"{typeof(TCell).Name}: gate `{column.Name}` ({column.Source}) is out of order; expected Both, Input, Input | Inner, Hidden");
            }

            group = next;
            both += next == 0 ? 1 : 0;
            inputs += next <= 2 ? 1 : 0;
            inner += next == 2 ? 1 : 0;
        }

        return new CellShape
        {
            Columns = columns.Length, Extras = TCell.Extras, States = TCell.States, UnitParameters = TCell.UnitParameters.Length,
            Both = both, Inputs = inputs, Inner = inner,
        };
    }
}
