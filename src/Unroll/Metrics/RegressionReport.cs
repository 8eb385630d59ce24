using System.Globalization;

namespace Unroll.Metrics;

/// <summary>How far predicted numbers lie from the true ones; all sums in double.</summary>
public sealed class RegressionReport
{
    /// <summary>Compares predictions with the truth; pairs whose truth is NaN are left out.</summary>
    /// <param name="truth">True numbers.</param>
    /// <param name="predicted">Predicted numbers, as many.</param>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public RegressionReport(ReadOnlySpan<double> truth, ReadOnlySpan<double> predicted)
    {
        if (truth.Length != predicted.Length)
            throw new ArgumentException($"expected as many `predicted` as `truth` numbers, got {predicted.Length} and {truth.Length}", nameof(predicted));
        var errors = new List<double>(truth.Length);
        double mean = 0, squares = 0, error = 0, sum = 0;
        for (int i = 0; i < truth.Length; i++)
        {
            if (double.IsNaN(truth[i]))
                continue;
            double d = predicted[i] - truth[i];
            errors.Add(Math.Abs(d));
            error += d * d;
            sum += d;
            double from = truth[i] - mean;
            mean += from / errors.Count;
            squares += from * (truth[i] - mean);
        }

        Count = errors.Count;
        if (Count == 0)
            return;
        MeanAbsoluteError = errors.Average();
        errors.Sort();
        MedianAbsoluteError = (errors[(Count - 1) / 2] + errors[Count / 2]) / 2;
        RootMeanSquaredError = Math.Sqrt(error / Count);
        Bias = sum / Count;
        RSquared = squares > 0 ? 1 - (error / squares) : 0;
    }

    /// <summary>Pairs compared.</summary>
    public int Count { get; }

    /// <summary>The mean of |predicted - true|.</summary>
    public double MeanAbsoluteError { get; }

    /// <summary>The median of |predicted - true|.</summary>
    public double MedianAbsoluteError { get; }

    /// <summary>The root of the mean of (predicted - true)².</summary>
    public double RootMeanSquaredError { get; }

    /// <summary>The mean of predicted - true.</summary>
    public double Bias { get; }

    /// <summary>The share of the variance that is explained: 1 - Σ(predicted - true)² / Σ(true - mean)²; 0 where the truth never changes.</summary>
    public double RSquared { get; }

    /// <summary>The figures as ordered (snake_case name, value) pairs, for JSON and tables.</summary>
    public IReadOnlyList<KeyValuePair<string, double>> Metrics =>
    [
        new("mae", MeanAbsoluteError), new("median_absolute_error", MedianAbsoluteError), new("rmse", RootMeanSquaredError),
        new("bias", Bias), new("r_squared", RSquared),
    ];

    /// <summary>The figures on one line.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture,
        $"{Count:N0} numbers: mean absolute error {MeanAbsoluteError:G5}, median {MedianAbsoluteError:G5}, root mean squared error {RootMeanSquaredError:G5}, "
        + $"bias {Bias:+0.####;-0.####;0}, R² {RSquared:F4}");
}
