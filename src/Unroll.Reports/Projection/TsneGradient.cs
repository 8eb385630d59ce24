using System.Numerics;
using System.Runtime.InteropServices;

namespace Unroll.Reports.Projection;

/// <summary>
/// The exact gradient of t-SNE, eq. 5: dC/dy_i = 4 sum_j (p_ij - q_ij) (y_i - y_j) / (1 + |y_i - y_j|^2), over all pairs.
/// </summary>
/// <remarks>Each row is summed on its own and in order, so that the result does not depend on the number of threads.</remarks>
internal sealed class TsneGradient(double[] joint, int points)
{
    private const int RowsPerTask = 32;

    private readonly double[] _attractX = new double[points];
    private readonly double[] _attractY = new double[points];
    private readonly double[] _repelX = new double[points];
    private readonly double[] _repelY = new double[points];
    private readonly double[] _rowMass = new double[points];

    /// <summary>Writes the gradient at (x, y), with the attraction multiplied by <paramref name="exaggeration"/>.</summary>
    internal void Compute(double[] x, double[] y, double exaggeration, double[] gradientX, double[] gradientY, CancellationToken cancellation)
    {
        var mass = Sweep(x, y, cancellation);
        for (var i = 0; i < points; i++)
        {
            gradientX[i] = 4 * (exaggeration * _attractX[i] - _repelX[i] / mass);
            gradientY[i] = 4 * (exaggeration * _attractY[i] - _repelY[i] / mass);
        }
    }

    /// <summary>Kullback-Leibler divergence sum p log(p / q) of the map, in nats.</summary>
    internal double Divergence(double[] x, double[] y, CancellationToken cancellation)
    {
        var mass = Sweep(x, y, cancellation);
        var sum = 0.0;
        for (var i = 0; i < points; i++)
        {
            for (var j = 0; j < points; j++)
            {
                var p = joint[i * points + j];
                if (i != j && p > 0)
                {
                    double dx = x[i] - x[j], dy = y[i] - y[j];
                    sum += p * Math.Log(p * mass * (1 + dx * dx + dy * dy));
                }
            }
        }

        return sum;
    }

    /// <summary>Fills the unnormalised forces of all rows and returns the mass sum over i != j of 1 / (1 + d^2).</summary>
    private double Sweep(double[] x, double[] y, CancellationToken cancellation)
    {
        var tasks = (points + RowsPerTask - 1) / RowsPerTask;
        Parallel.For(0, tasks, new ParallelOptions { CancellationToken = cancellation }, task =>
        {
            for (var i = task * RowsPerTask; i < Math.Min(points, (task + 1) * RowsPerTask); i++)
            {
                Row(x, y, i);
            }
        });

        var mass = 0.0;
        foreach (var row in _rowMass)
        {
            mass += row;
        }

        // Without any pair the mass is 0 and so are the forces.
        return Math.Max(mass, double.Epsilon);
    }

    private void Row(double[] x, double[] y, int i)
    {
        ReadOnlySpan<double> p = joint.AsSpan(i * points, points);
        var lanes = Vector<double>.Count;
        var whole = points - points % lanes;
        Vector<double> xi = new(x[i]), yi = new(y[i]), one = Vector<double>.One;
        Vector<double> mass = default, attractX = default, attractY = default, repelX = default, repelY = default;
        var vx = MemoryMarshal.Cast<double, Vector<double>>(x.AsSpan(0, whole));
        var vy = MemoryMarshal.Cast<double, Vector<double>>(y.AsSpan(0, whole));
        var vp = MemoryMarshal.Cast<double, Vector<double>>(p[..whole]);
        for (var j = 0; j < vp.Length; j++)
        {
            Vector<double> dx = xi - vx[j], dy = yi - vy[j];
            var q = one / (one + dx * dx + dy * dy);
            Vector<double> pull = vp[j] * q, push = q * q;
            mass += q;
            attractX += pull * dx;
            attractY += pull * dy;
            repelX += push * dx;
            repelY += push * dy;
        }

        double m = Vector.Sum(mass), ax = Vector.Sum(attractX), ay = Vector.Sum(attractY);
        double rx = Vector.Sum(repelX), ry = Vector.Sum(repelY);
        for (var j = whole; j < points; j++)
        {
            double dx = x[i] - x[j], dy = y[i] - y[j];
            var q = 1 / (1 + dx * dx + dy * dy);
            m += q;
            ax += p[j] * q * dx;
            ay += p[j] * q * dy;
            rx += q * q * dx;
            ry += q * q * dy;
        }

        // The point itself added 1 to the mass and nothing to the forces.
        (_rowMass[i], _attractX[i], _attractY[i], _repelX[i], _repelY[i]) = (m - 1, ax, ay, rx, ry);
    }
}
