namespace Unroll.Tests.Recurrent;

/// <summary>Comparisons that say which element is off, and by how much.</summary>
internal static class Near
{
    public static void Absolute(IReadOnlyList<double> expected, IReadOnlyList<float> actual, double bound, string what)
    {
        Assert.True(expected.Count == actual.Count, $"{what}: expected {expected.Count} numbers, got {actual.Count}");
        for (int i = 0; i < expected.Count; i++)
        {
            Assert.True(Math.Abs(expected[i] - actual[i]) <= bound, $"{what}, element {i}: expected {expected[i]}, got {actual[i]}");
        }
    }

    /// <summary>Within a share of the largest expected element, or of a thousandth where all are smaller.</summary>
    public static void Relative(IReadOnlyList<double> expected, IReadOnlyList<float> actual, double share, string what) =>
        Absolute(expected, actual, share * Math.Max(1e-3, expected.Select(Math.Abs).DefaultIfEmpty().Max()), what);

    public static void Bits(IReadOnlyList<float> expected, IReadOnlyList<float> actual, string what)
    {
        Assert.True(expected.Count == actual.Count, $"{what}: expected {expected.Count} numbers, got {actual.Count}");
        for (int i = 0; i < expected.Count; i++)
        {
            Assert.True(
                BitConverter.SingleToInt32Bits(expected[i]) == BitConverter.SingleToInt32Bits(actual[i]),
                $"{what}, element {i}: expected the bits of {expected[i]:R}, got {actual[i]:R}");
        }
    }

    /// <summary>All outputs, last states and gradients of two runs, bit for bit.</summary>
    public static void Bits(DriverRun expected, DriverRun actual, string what)
    {
        for (int r = 0; r < expected.Output.Length; r++)
        {
            Row(expected, r, actual, r, what);
        }

        Assert.Equal(expected.Gradients.Keys, actual.Gradients.Keys);
        foreach ((string name, float[] gradient) in expected.Gradients)
        {
            Bits(gradient, actual.Gradients[name], $"{what}: gradient of {name}");
        }
    }

    /// <summary>What one row of a run shares with one row of another: outputs, last states, gradients of input and first states.</summary>
    public static void Row(DriverRun expected, int row, DriverRun actual, int other, string what)
    {
        Bits(expected.Output[row], actual.Output[other], $"{what}: output of row {row}");
        for (int k = 0; k < expected.Final[row].Length; k++)
        {
            Bits(expected.Final[row][k], actual.Final[other][k], $"{what}: state {k} of row {row}");
            if (expected.Gradients.TryGetValue($"initial:{row}:{k}", out float[]? initial))
            {
                Bits(initial, actual.Gradients[$"initial:{other}:{k}"], $"{what}: gradient of initial state {k} of row {row}");
            }
        }

        if (expected.Gradients.TryGetValue($"input:{row}", out float[]? input))
        {
            Bits(input, actual.Gradients[$"input:{other}"], $"{what}: gradient of the input of row {row}");
        }
    }
}
