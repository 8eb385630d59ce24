using Unroll.Reports.Text;

namespace Unroll.Reports.Charts;

/// <summary>Maps values to pixels along one direction and chooses round ticks; any data is fine, also none.</summary>
internal sealed class Axis
{
    private readonly double _low;
    private readonly double _high;
    private readonly double _from;
    private readonly double _to;
    private readonly bool _log;

    private Axis(double low, double high, double from, double to, bool log, List<(double, string)> ticks)
    {
        (_low, _high, _from, _to, _log, Ticks) = (log ? Math.Log10(low) : low, log ? Math.Log10(high) : high, from, to, log, ticks);
    }

    /// <summary>Values with their labels, ascending, all within the axis.</summary>
    internal IReadOnlyList<(double Value, string Label)> Ticks { get; }

    /// <summary>The lowest value on the axis.</summary>
    internal double Low => _log ? Math.Pow(10, _low) : _low;

    /// <summary>The highest value on the axis.</summary>
    internal double High => _log ? Math.Pow(10, _high) : _high;

    /// <summary>Linear from a round number to a round number; steps of 1, 2 or 5 times a power of ten (Heckbert 1990).</summary>
    /// <param name="values">Data to cover; what is not finite is passed over.</param>
    /// <param name="from">Pixel of the low end.</param>
    /// <param name="to">Pixel of the high end.</param>
    /// <param name="ticks">About how many ticks.</param>
    /// <param name="whole">Whether ticks are whole numbers only and the ends stay at the data.</param>
    internal static Axis Linear(IEnumerable<double> values, double from, double to, int ticks = 6, bool whole = false)
    {
        var (low, high) = Range(values.Where(double.IsFinite), 0, 1);
        if (!(high - low > Math.Max(Math.Abs(high), Math.Abs(low)) * 1e-9))
        {
            // One value only: some room on both sides.
            var room = low == 0 || whole ? 1 : Math.Abs(low) * 0.1;
            (low, high) = (low - room, high + room);
        }

        var step = NiceStep((high - low) / Math.Max(1, ticks - 1));
        step = whole ? Math.Max(1, step) : step;
        if (!whole)
        {
            (low, high) = (Math.Floor(low / step + 1e-9) * step, Math.Ceiling(high / step - 1e-9) * step);
        }

        var list = new List<(double, string)>();
        var first = Math.Ceiling(low / step - 1e-9);
        for (var i = 0; (first + i) * step <= high + step * 1e-6 && i < 100; i++)
        {
            list.Add(((first + i) * step, Numbers.Tick((first + i) * step, step)));
        }

        return new Axis(low, high, from, to, log: false, list);
    }

    /// <summary>Logarithmic; ticks at powers of ten, at 1, 2 and 5 times them where there are few. Values that are not positive have no place on it.</summary>
    /// <param name="values">Data to cover.</param>
    /// <param name="from">Pixel of the low end.</param>
    /// <param name="to">Pixel of the high end.</param>
    internal static Axis Log(IEnumerable<double> values, double from, double to)
    {
        var (low, high) = Range(values.Where(v => double.IsFinite(v) && v > 0), 1, 10);
        (low, high) = (low / 1.25, high * 1.25);
        int firstDecade = (int)Math.Floor(Math.Log10(low)), lastDecade = (int)Math.Ceiling(Math.Log10(high));
        var every = Math.Max(1, (lastDecade - firstDecade) / 8);
        double[] mantissas = lastDecade - firstDecade <= 3 ? [1, 2, 5] : [1];
        var list = new List<(double, string)>();
        for (var decade = firstDecade; decade <= lastDecade; decade += every)
        {
            foreach (var mantissa in mantissas)
            {
                var value = mantissa * Math.Pow(10, decade);
                if (value >= low && value <= high)
                {
                    list.Add((value, Numbers.Tick(value, Math.Pow(10, decade))));
                }
            }
        }

        return new Axis(low, high, from, to, log: true, list);
    }

    /// <summary>Whether a value has a place on the axis.</summary>
    internal bool Shows(double value) => double.IsFinite(value) && (!_log || value > 0);

    /// <summary>The pixel of a value.</summary>
    internal double Map(double value)
    {
        var v = _log ? Math.Log10(value) : value;
        return _from + (v - _low) / (_high - _low) * (_to - _from);
    }

    private static (double Low, double High) Range(IEnumerable<double> values, double emptyLow, double emptyHigh)
    {
        double low = double.PositiveInfinity, high = double.NegativeInfinity;
        foreach (var value in values)
        {
            low = Math.Min(low, value);
            high = Math.Max(high, value);
        }

        // Beyond this the span itself would overflow.
        (low, high) = (Math.Max(low, -1e300), Math.Min(high, 1e300));
        return low <= high ? (low, high) : (emptyLow, emptyHigh);
    }

    private static double NiceStep(double rough)
    {
        var power = Math.Pow(10, Math.Floor(Math.Log10(rough)));
        return (rough / power) switch
        {
            < 1.5 => power,
            < 3.5 => 2 * power,
            < 7.5 => 5 * power,
            _ => 10 * power,
        };
    }
}
