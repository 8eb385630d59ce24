namespace Unroll.Tests.Recurrent.Reference;

/// <summary>One step of one row: the sums that every paper writes as W x + U h + b.</summary>
internal sealed class ReferenceStep(ReferenceWeights weights, ReferenceRow row, int step, double[][] previous)
{
    public int Units => weights.Units;

    /// <summary>The number of the step in the direction of the run, from 0.</summary>
    public int Number => step;

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
        int inputs = weights.Inputs;
        double[] a = new double[Units], x = row.X[step], w = weights.Input, u = weights.Hidden;
        double[] seen = row.HiddenMask is { } mask ? [.. hidden.Zip(mask, (h, m) => h * m)] : hidden;
        for (int j = 0; j < a.Length; j++)
        {
            double sum = 0;
            for (int i = 0; i < inputs && inputBlock >= 0; i++)
            {
                sum += w[(((inputBlock * a.Length) + j) * inputs) + i] * x[i];
            }

            for (int i = 0; i < seen.Length && hiddenBlock >= 0; i++)
            {
                sum += u[(((hiddenBlock * a.Length) + j) * a.Length) + i] * seen[i];
            }

            a[j] = sum;
        }

        if (row.Nudge is { } n && n.Step == step && n.Column == column)
        {
            a[n.Unit] += n.Delta;
        }

        return AddBias(a, column);
    }

    private double[] AddBias(double[] a, int column)
    {
        if (weights.Gain is { } gain)
        {
            double mean = a.Average(), deviation = Math.Sqrt((a.Sum(v => (v - mean) * (v - mean)) / Units) + 1e-5);
            a = [.. a.Select((v, j) => gain[(column * Units) + j] * (v - mean) / deviation)];
        }

        for (int j = 0; j < a.Length; j++)
        {
            a[j] += weights.Bias[(column * a.Length) + j];
        }

        return a;
    }
}
