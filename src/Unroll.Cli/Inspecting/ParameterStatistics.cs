namespace Unroll.Cli.Inspecting;

/// <summary>What the numbers of one parameter look like.</summary>
internal readonly record struct ParameterStatistics(
    string Name, int[] Shape, int Count, double Mean, double Deviation, double Min, double Max, double Norm, double Zeros)
{
    /// <summary>Measures a parameter, in double.</summary>
    public static ParameterStatistics Of(string name, int[] shape, ReadOnlySpan<float> values)
    {
        double sum = 0, squares = 0, min = double.PositiveInfinity, max = double.NegativeInfinity;
        int zeros = 0;
        foreach (float value in values)
        {
            sum += value;
            squares += (double)value * value;
            min = Math.Min(min, value);
            max = Math.Max(max, value);
            zeros += value == 0 ? 1 : 0;
        }

        int n = Math.Max(1, values.Length);
        double mean = sum / n, deviations = 0;
        foreach (float value in values)
        {
            deviations += (value - mean) * (value - mean);
        }

        return new ParameterStatistics(
            name, shape, values.Length, mean, Math.Sqrt(deviations / n), values.IsEmpty ? 0 : min, values.IsEmpty ? 0 : max, Math.Sqrt(squares),
            (double)zeros / n);
    }
}
