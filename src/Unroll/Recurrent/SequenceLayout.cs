namespace Unroll.Recurrent;

/// <summary>
/// How the rows of a ragged batch lie in memory: sorted by length, longest first, time-major, only the rows still alive at each step.
/// Element (t, r) of sorted row r is at packed row Offset(t) + r. Made once a batch and used again by the tape for the next one.
/// </summary>
public sealed unsafe class SequenceLayout
{
    private int[] _lengths = [];
    private int[] _order = [];
    private int[] _items = [];
    private int[] _alive = [];
    private int[] _offsets = [];

    /// <summary>Creates the layout of a batch.</summary>
    /// <param name="lengths">The length of each row, in the caller's order.</param>
    /// <param name="items">What identifies each row for random streams, such as its index in the data; the row number unless given.</param>
    public SequenceLayout(ReadOnlySpan<int> lengths, ReadOnlySpan<int> items = default) => Set(lengths, items);

    /// <summary>The number of rows.</summary>
    public int Rows { get; private set; }

    /// <summary>The length of the longest row.</summary>
    public int Steps { get; private set; }

    /// <summary>The sum of all lengths: the number of packed rows.</summary>
    public int Total { get; private set; }

    /// <summary>The lengths in sorted order, longest first.</summary>
    public ReadOnlySpan<int> Lengths => _lengths.AsSpan(0, Rows);

    /// <summary>The caller's row of each sorted row.</summary>
    public ReadOnlySpan<int> Order => _order.AsSpan(0, Rows);

    /// <summary>The item of each sorted row.</summary>
    public ReadOnlySpan<int> Items => _items.AsSpan(0, Rows);

    /// <summary>The number of rows alive at each step: a prefix of the sorted rows.</summary>
    public ReadOnlySpan<int> Alive => _alive.AsSpan(0, Steps);

    /// <summary>The packed row at which each step starts; one more than the steps, the last being the total.</summary>
    public ReadOnlySpan<int> Offsets => _offsets.AsSpan(0, Steps + 1);

    /// <summary>A layout of rows of one length.</summary>
    public static SequenceLayout Dense(int rows, int steps)
    {
        var lengths = new int[rows];
        Array.Fill(lengths, steps);
        return new SequenceLayout(lengths);
    }

    /// <summary>The packed row of step <paramref name="step"/> of the caller's row that stands at sorted position <paramref name="sorted"/>.</summary>
    public int PackedRow(int step, int sorted) => _offsets[step] + sorted;

    /// <summary>Packs ids: <paramref name="rows"/> holds each row's ids in the caller's order.</summary>
    public void PackIds(IReadOnlyList<int[]> rows, Span<int> packed)
    {
        for (int r = 0; r < Rows; r++)
        {
            ReadOnlySpan<int> ids = rows[_order[r]];
            for (int t = 0; t < _lengths[r]; t++)
            {
                packed[_offsets[t] + r] = ids[t];
            }
        }
    }

    /// <summary>Packs rows of features: row i of <paramref name="rows"/> is [length, features], row-major.</summary>
    public void PackFeatures(IReadOnlyList<float[]> rows, int features, Span<float> packed)
    {
        for (int r = 0; r < Rows; r++)
        {
            ReadOnlySpan<float> values = rows[_order[r]];
            for (int t = 0; t < _lengths[r]; t++)
            {
                values.Slice(t * features, features).CopyTo(packed[((_offsets[t] + r) * features)..]);
            }
        }
    }

    /// <summary>The packed row of each packed row's mirror image: every row reversed from its own end.</summary>
    internal void FillReverse(int* map)
    {
        for (int t = 0; t < Steps; t++)
        {
            for (int r = 0; r < _alive[t]; r++)
            {
                map[_offsets[t] + r] = _offsets[_lengths[r] - 1 - t] + r;
            }
        }
    }

    /// <summary>The row of the state buffer (first the initial rows, then the packed rows) that holds each packed row's previous state.</summary>
    internal void FillPrevious(int* map)
    {
        for (int t = 0; t < Steps; t++)
        {
            int from = t == 0 ? 0 : Rows + _offsets[t - 1];
            int* row = map + _offsets[t];
            for (int r = 0; r < _alive[t]; r++)
            {
                row[r] = from + r;
            }
        }
    }

    /// <summary>The row of the state buffer that holds a sorted row's last state.</summary>
    internal int LastStateRow(int sorted) =>
        _lengths[sorted] == 0 ? sorted : Rows + _offsets[_lengths[sorted] - 1] + sorted;

    /// <summary>Cuts the rows into parts of about the same number of steps in all: part p is [bounds[p], bounds[p + 1]).</summary>
    internal void SplitRows(int parts, Span<int> bounds) => SplitRows(parts, bounds, 0, Steps);

    /// <summary>The same, where only the steps [from, to) count.</summary>
    internal void SplitRows(int parts, Span<int> bounds, int from, int to)
    {
        long done = 0, total = _offsets[to] - _offsets[from];
        int part = 1;
        bounds[0] = 0;
        for (int r = 0; r < Rows && part < parts; r++)
        {
            done += Math.Clamp(_lengths[r] - from, 0, to - from);
            while (part < parts && done * parts >= total * part)
            {
                bounds[part++] = r + 1;
            }
        }

        for (; part <= parts; part++)
        {
            bounds[part] = Rows;
        }
    }

    internal void Set(ReadOnlySpan<int> lengths, ReadOnlySpan<int> items)
    {
        Rows = lengths.Length;
        Total = 0;
        Steps = 0;
        if (_lengths.Length < Rows)
        {
            _lengths = new int[Rows];
            _order = new int[Rows];
            _items = new int[Rows];
        }

        for (int r = 0; r < Rows; r++)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(lengths[r], nameof(lengths));
            _order[r] = r;

            // Sorting negated lengths with the row as tie-break keeps equal rows in the caller's order.
            _lengths[r] = -lengths[r];
            Total = checked(Total + lengths[r]);
            Steps = Math.Max(Steps, lengths[r]);
        }

        SortStable();
        if (_alive.Length < Steps)
        {
            _alive = new int[Steps];
        }

        if (_offsets.Length < Steps + 1)
        {
            _offsets = new int[Steps + 1];
        }

        int alive = Rows;
        _offsets[0] = 0;
        for (int t = 0; t < Steps; t++)
        {
            while (alive > 0 && _lengths[alive - 1] <= t)
            {
                alive--;
            }

            _alive[t] = alive;
            _offsets[t + 1] = _offsets[t] + alive;
        }

        for (int r = 0; r < Rows; r++)
        {
            _items[r] = items.IsEmpty ? _order[r] : items[_order[r]];
        }
    }

    /// <summary>Counting sort by length, longest first, ties in the caller's order. On entry lengths are negated, on exit positive.</summary>
    private void SortStable()
    {
        int[] counts = _counts.Length > Steps + 1 ? _counts : _counts = new int[Steps + 2];
        Array.Clear(counts);
        for (int r = 0; r < Rows; r++)
        {
            counts[Steps + _lengths[r] + 1]++;
        }

        for (int i = 1; i < Steps + 2; i++)
        {
            counts[i] += counts[i - 1];
        }

        for (int r = 0; r < Rows; r++)
        {
            _order[counts[Steps + _lengths[r]]++] = r;
        }

        int[] sorted = _sorted.Length >= Rows ? _sorted : _sorted = new int[Rows];
        for (int r = 0; r < Rows; r++)
        {
            sorted[r] = -_lengths[_order[r]];
        }

        (_lengths, _sorted) = (sorted, _lengths);
    }

    private int[] _counts = [];
    private int[] _sorted = [];
}
