using System.Globalization;

namespace Unroll.Reports.Text;

/// <summary>Numbers as people read them, the same in every culture.</summary>
internal static class Numbers
{
    /// <summary>A measured value: integers with thousands separators, others with four significant digits.</summary>
    internal static string Value(double value)
    {
        var size = Math.Abs(value);
        return value switch
        {
            double.NaN => "NaN",
            double.PositiveInfinity => "∞",
            double.NegativeInfinity => "-∞",
            _ when size < 1e15 && value == Math.Floor(value) => Format(value, "#,0"),
            _ when size < 1e-4 => Format(value, "0.###e0"),
            _ when size < 1 => Format(value, "0.####"),
            _ when size < 100 => Format(value, "0.###"),
            _ => Format(value, "#,0.#"),
        };
    }

    /// <summary>A share as a percentage with one decimal.</summary>
    internal static string Percent(double share) => double.IsNaN(share) ? "NaN" : Format(share * 100, "0.0") + "%";

    /// <summary>A share in whole per cent, without the sign.</summary>
    internal static string WholePercent(double share) => Format(Math.Round(share * 100, MidpointRounding.AwayFromZero), "0");

    /// <summary>A label of an axis whose ticks are <paramref name="step"/> apart.</summary>
    internal static string Tick(double value, double step)
    {
        // Sums of steps leave dust such as 0.30000000000000004 or 1e-17.
        var decimals = Math.Clamp((int)-Math.Floor(Math.Log10(step) + 1e-9), 0, 15);
        value = Math.Abs(value) < step * 1e-6 ? 0 : Math.Round(value, decimals);
        return Math.Abs(value) switch
        {
            >= 1e9 => Format(value, "0.##e0"),
            >= 1e6 when step >= 1e4 => Format(value / 1e6, "0.##") + "M",
            >= 1e4 when step >= 100 => Format(value / 1e3, "0.#") + "k",
            > 0 when step < 1e-4 * 0.999 => Format(value, "0.##e0"),
            0 => "0",
            _ => Format(value, "F" + Math.Min(decimals, 4).ToString(CultureInfo.InvariantCulture)),
        };
    }

    private static string Format(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);
}
