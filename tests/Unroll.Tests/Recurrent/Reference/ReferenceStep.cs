namespace Unroll.Tests.Recurrent.Reference;

/// <summary>One step of one row: the sums that every paper writes as W x + U h + b.</summary>
internal sealed class ReferenceStep(ReferenceWeights weights, ReferenceRow row, int step, double[][] previous)
{
    public int Units => weights.Units;

    /// <summary>The states before the step.</summary>
    public double[][] Previous => previous;

    /// <summary>Per-unit parameter p of unit j.</summary>
    public double Unit(int p, int j) => weights.Unit[(p * Units) + j];

    /// <summary>The pre-activation of a column that input and hidden state feed, block for block.</summary>
    public double[] Both(int column) => Sum(column, column, column, previous[0]);

    /// <summary>
    /// The pre-activation of a column: input block times x, plus hidden block times a masked vector, normalised where the layer
    /// does, plus the bias. A block of -1 is left out.
    /// </summary>
    public double[] Sum(int column, int inputBlock, int hiddenBlock, double[] hidden)
    {
        var a = new double[Units];
        for (int j = 0; j < Units; j++)
        {
            for (int i = 0; i < weights.Inputs && inputBlock >= 0; i++)
            {
                a[j] += weights.Input[(((inputBlock * Units) + j) * weights.Inputs) + i] * row.X[step][i];
            }

            for (int i = 0; i < Units && hiddenBlock >= 0; i++)
            {
                double seen = row.HiddenMask is null ? hidden[i] : hidden[i] * row.HiddenMask[i];
                a[j] += weights.Hidden[(((hiddenBlock * Units) + j) * Units) + i] * seen;
            }

            if (row.Nudge is { } n && n.Step == step && n.Column == column && n.Unit == j)
            {
                a[j] += n.Delta;
            }
        }

        return AddBias(a, column);
    }

    private double[] AddBias(double[] a, int column)
    {
        double mean = a.Average(), deviation = Math.Sqrt(a.Sum(v => (v - mean) * (v - mean)) / Units + 1e-5);
        for (int j = 0; j < Units; j++)
        {
            int k = (column * Units) + j;
            a[j] = (weights.Gain is null ? a[j] : weights.Gain[k] * (a[j] - mean) / deviation) + weights.Bias[k];
        }

        return a;
    }
}
