namespace Unroll.Models;

/// <summary>
/// Linear regression with a penalty on the weights (Hoerl and Kennard 1970), in double: rows are summed up as they come, so that the
/// number of rows does not matter for the memory. The intercept is not penalised.
/// </summary>
public sealed class RidgeRegression
{
    private readonly double[] _products;   // [inputs + 1, inputs + 1], the lower triangle of X'X with a last column of ones
    private readonly double[] _answers;    // [inputs + 1, outputs]: X'Y
    private readonly double[] _row;

    /// <summary>Begins without rows.</summary>
    /// <param name="inputs">Numbers of a row.</param>
    /// <param name="outputs">Numbers that are predicted from it.</param>
    public RidgeRegression(int inputs, int outputs)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(inputs);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(outputs);
        Inputs = inputs;
        Outputs = outputs;
        _row = new double[inputs + 1];
        _products = new double[_row.Length * _row.Length];
        _answers = new double[_row.Length * outputs];
    }

    /// <summary>Numbers of a row.</summary>
    public int Inputs { get; }

    /// <summary>Numbers that are predicted from it.</summary>
    public int Outputs { get; }

    /// <summary>Rows added.</summary>
    public long Count { get; private set; }

    /// <summary>Adds a row and what it is answered with.</summary>
    public void Add(ReadOnlySpan<float> row, ReadOnlySpan<float> answer)
    {
        if (row.Length != Inputs || answer.Length != Outputs)
            throw new ArgumentException($"expected {Inputs} inputs and {Outputs} outputs, got {row.Length} and {answer.Length}", nameof(row));
        int n = _row.Length;
        for (int i = 0; i < Inputs; i++)
            _row[i] = row[i];
        _row[Inputs] = 1;
        for (int i = 0; i < n; i++)
        {
            double x = _row[i];
            Span<double> products = _products.AsSpan(i * n, i + 1);
            for (int j = 0; j <= i; j++)
                products[j] += x * _row[j];
            for (int k = 0; k < Outputs; k++)
                _answers[(i * Outputs) + k] += x * answer[k];
        }

        Count++;
    }

    /// <summary>The weights [outputs, inputs] and intercepts [outputs] of least squared error plus penalty · Σ weight².</summary>
    /// <param name="penalty">At least 0; columns that depend on each other need one above 0.</param>
    /// <exception cref="UnrollException">There are no rows, or the columns depend on each other and there is no penalty.</exception>
    public (double[] Weights, double[] Intercepts) Solve(double penalty)
    {
        if (!(penalty >= 0))
            throw new ArgumentOutOfRangeException(nameof(penalty), $"expected a `penalty` of at least 0, got {penalty}");
        if (Count == 0)
            throw new UnrollException("there is no row to fit a linear regression to");
        int n = _row.Length;
        double[] factor = Cholesky(penalty);
        var weights = new double[Outputs * Inputs];
        var intercepts = new double[Outputs];
        var x = new double[n];
        for (int k = 0; k < Outputs; k++)
        {
            for (int i = 0; i < n; i++)
            {
                double sum = _answers[(i * Outputs) + k];
                for (int j = 0; j < i; j++)
                    sum -= factor[(i * n) + j] * x[j];
                x[i] = sum / factor[(i * n) + i];
            }

            for (int i = n - 1; i >= 0; i--)
            {
                double sum = x[i];
                for (int j = i + 1; j < n; j++)
                    sum -= factor[(j * n) + i] * x[j];
                x[i] = sum / factor[(i * n) + i];
            }

            x.AsSpan(0, Inputs).CopyTo(weights.AsSpan(k * Inputs));
            intercepts[k] = x[Inputs];
        }

        return (weights, intercepts);
    }

    /// <summary>The lower factor L of X'X + penalty = L L'.</summary>
    private double[] Cholesky(double penalty)
    {
        int n = _row.Length;
        double[] factor = [.. _products];
        for (int i = 0; i < n; i++)
        {
            double diagonal = factor[(i * n) + i] + (i < Inputs ? penalty : 0);
            double least = 1e-13 * diagonal;
            Span<double> row = factor.AsSpan(i * n, n);
            for (int j = 0; j < i; j++)
            {
                Span<double> other = factor.AsSpan(j * n, n);
                double sum = row[j];
                for (int k = 0; k < j; k++)
                    sum -= row[k] * other[k];
                row[j] = sum / other[j];
                diagonal -= row[j] * row[j];
            }

            if (!(diagonal > least))
                throw new UnrollException("the columns of a linear regression depend on each other; give it a larger penalty");
            row[i] = Math.Sqrt(diagonal);
        }

        return factor;
    }
}
