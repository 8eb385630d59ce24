namespace Unroll.Reports.Projection;

/// <summary>Projection of points onto their two principal components, by orthogonal iteration on the covariance.</summary>
internal static class PrincipalPlane
{
    private const int Iterations = 100;

    /// <summary>Coordinates of each point along the first and second component, centred.</summary>
    /// <param name="data">[points, columns], row-major.</param>
    /// <param name="points">Number of points.</param>
    /// <param name="columns">Number of columns.</param>
    internal static (double[] X, double[] Y) Project(double[] data, int points, int columns)
    {
        var centred = Centre(data, points, columns);
        var covariance = Covariance(centred, points, columns);
        double[] first = new double[columns], second = new double[columns];
        for (var c = 0; c < columns; c++)
        {
            // Any fixed start that is not orthogonal to the components; irrational steps make that all but sure.
            first[c] = 1 + Math.Sin(1 + c * Math.E);
            second[c] = 1 + Math.Cos(1 + c * Math.PI / 1.7);
        }

        for (var i = 0; i < Iterations; i++)
        {
            first = Multiply(covariance, first);
            Normalize(first);
            second = Multiply(covariance, second);
            Orthogonalize(second, first);
            Normalize(second);
        }

        double[] x = new double[points], y = new double[points];
        for (var i = 0; i < points; i++)
        {
            x[i] = Dot(centred.AsSpan(i * columns, columns), first);
            y[i] = Dot(centred.AsSpan(i * columns, columns), second);
        }

        return (x, y);
    }

    private static double[] Centre(double[] data, int points, int columns)
    {
        var centred = new double[data.Length];
        for (var c = 0; c < columns; c++)
        {
            var mean = 0.0;
            for (var i = 0; i < points; i++)
            {
                mean += data[i * columns + c] / points;
            }

            for (var i = 0; i < points; i++)
            {
                centred[i * columns + c] = data[i * columns + c] - mean;
            }
        }

        return centred;
    }

    private static double[] Covariance(double[] centred, int points, int columns)
    {
        var covariance = new double[columns * columns];
        for (var i = 0; i < points; i++)
        {
            var row = centred.AsSpan(i * columns, columns);
            for (var a = 0; a < columns; a++)
            {
                for (var b = 0; b < columns; b++)
                {
                    covariance[a * columns + b] += row[a] * row[b];
                }
            }
        }

        return covariance;
    }

    private static double[] Multiply(double[] matrix, double[] vector)
    {
        var product = new double[vector.Length];
        for (var r = 0; r < product.Length; r++)
        {
            product[r] = Dot(matrix.AsSpan(r * vector.Length, vector.Length), vector);
        }

        return product;
    }

    private static void Orthogonalize(double[] vector, double[] against)
    {
        var along = Dot(vector, against);
        for (var c = 0; c < vector.Length; c++)
        {
            vector[c] -= along * against[c];
        }
    }

    private static void Normalize(double[] vector)
    {
        var length = Math.Sqrt(Dot(vector, vector));
        for (var c = 0; c < vector.Length; c++)
        {
            vector[c] = length > 0 ? vector[c] / length : 0;
        }
    }

    private static double Dot(ReadOnlySpan<double> a, ReadOnlySpan<double> b)
    {
        var sum = 0.0;
        for (var i = 0; i < a.Length; i++)
        {
            sum += a[i] * b[i];
        }

        return sum;
    }
}
