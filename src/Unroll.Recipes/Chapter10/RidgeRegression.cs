namespace Unroll.Recipes;

/// <summary>Linear regression with a penalty on the squares of the weights, in double: (XᵀX + λ I) w = Xᵀ y, by Cholesky.</summary>
internal static class RidgeRegression
{
    /// <summary>Solves it.</summary>
    /// <param name="x">The rows of X.</param>
    /// <param name="y">A target for each row.</param>
    /// <param name="lambda">The penalty, above 0.</param>
    public static double[] Solve(double[][] x, double[] y, double lambda)
    {
        int n = x[0].Length;
        var a = new double[n, n];
        var w = new double[n];
        for (int r = 0; r < x.Length; r++)
        {
            for (int i = 0; i < n; i++)
            {
                w[i] += x[r][i] * y[r];
                for (int j = 0; j <= i; j++)
                {
                    a[i, j] += x[r][i] * x[r][j];
                }
            }
        }

        // a = L Lᵀ in place, row by row; then L z = w and Lᵀ w = z.
        for (int i = 0; i < n; i++)
        {
            a[i, i] += lambda;
            for (int j = 0; j <= i; j++)
            {
                double sum = a[i, j];
                for (int k = 0; k < j; k++)
                {
                    sum -= a[i, k] * a[j, k];
                }

                a[i, j] = i == j ? Math.Sqrt(sum) : sum / a[j, j];
            }
        }

        for (int i = 0; i < n; i++)
        {
            for (int k = 0; k < i; k++)
            {
                w[i] -= a[i, k] * w[k];
            }

            w[i] /= a[i, i];
        }

        for (int i = n - 1; i >= 0; i--)
        {
            for (int k = i + 1; k < n; k++)
            {
                w[i] -= a[k, i] * w[k];
            }

            w[i] /= a[i, i];
        }

        return w;
    }
}
