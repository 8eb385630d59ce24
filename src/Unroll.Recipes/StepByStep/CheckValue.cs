using System.Globalization;

namespace Unroll.Recipes;

/// <summary>A number that the assignment prints, and ours in its place.</summary>
/// <param name="Test">The function of the assignment.</param>
/// <param name="Name">The number, as the assignment names it.</param>
/// <param name="Printed">What the assignment prints, in the C culture.</param>
/// <param name="Ours">What the lesson computes.</param>
/// <param name="TrueValue">The gradient of back-propagation through time, where the assignment's loop does not give it.</param>
internal sealed record CheckValue(string Test, string Name, string Printed, double Ours, double? TrueValue = null)
{
    /// <summary>Ours with the digits that were printed.</summary>
    public string Rounded => Round(Ours);

    // The last digit of a double depends on the order in which a machine's matrix product adds: numpy's own differs there from one
    // build to the next.
    private const int Ulps = 16;

    /// <summary>Whether the number is printed with all the digits of a double, rather than rounded.</summary>
    public bool InFull => Printed.TrimStart('-', '.', '0').Count(char.IsDigit) > 14;

    /// <summary>Whether every printed digit is the same.</summary>
    public bool SameDigits => Rounded == Round(Expected);

    /// <summary>Whether every printed digit is reproduced: of a number printed in full, all that do not hang on the order of summation.</summary>
    public bool Reproduced => SameDigits || (InFull && Math.Abs(Ours - Expected) <= Ulps * (Math.BitIncrement(Math.Abs(Expected)) - Math.Abs(Expected)));

    private double Expected => double.Parse(Printed, CultureInfo.InvariantCulture);

    /// <summary>A value with as many decimals as were printed.</summary>
    public string Round(double value) =>
        value.ToString("F" + (Printed.Length - Printed.IndexOf('.', StringComparison.Ordinal) - 1), CultureInfo.InvariantCulture);
}
