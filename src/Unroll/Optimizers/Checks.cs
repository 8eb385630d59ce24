namespace Unroll.Optimizers;

/// <summary>Range checks of settings. The exceptions carry no parameter name of their own, so that the line can be shown as it is.</summary>
internal static class Checks
{
    public static double AtLeastZero(double value, string name) =>
        Expect(double.IsFinite(value) && value >= 0, value, name, "a number of at least 0");

    public static double Positive(double value, string name) =>
        Expect(double.IsFinite(value) && value > 0, value, name, "a positive number");

    public static double BelowOne(double value, string name) =>
        Expect(value is >= 0 and < 1, value, name, "a number of at least 0 and below 1");

    public static long AtLeast(long least, long value, string name) =>
        (long)Expect(value >= least, value, name, $"an integer of at least {least}");

    public static double Expect(bool holds, double value, string name, string what) =>
        holds ? value : throw new ArgumentException($"expected {what} for `{name}`, got {value}");
}
