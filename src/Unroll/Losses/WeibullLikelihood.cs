namespace Unroll.Losses;

/// <summary>The Weibull distribution of the time to an event, by the logarithms of its scale η (a) and of its shape β (b).</summary>
public static class WeibullLikelihood
{
    // Beyond this exponent a hazard goes on as a straight line: exp(30) is far from every likely time, and its slope still finite.
    private const double Largest = 30;

    /// <summary>The mean η Γ(1 + 1/β).</summary>
    public static double Mean(double a, double b) => Math.Exp(a + LogGamma(1 + (1 / Shape(b))));

    /// <summary>The time by which the event has come with a probability: η (-ln(1 - p))^(1/β).</summary>
    /// <param name="a">ln η.</param>
    /// <param name="b">ln β.</param>
    /// <param name="probability">From 0 to below 1; one half gives the median.</param>
    public static double Quantile(double a, double b, double probability) => Math.Exp(a + (Math.Log(-Math.Log(1 - probability)) / Shape(b)));

    /// <summary>The negative log-likelihood of one time, and its derivatives with respect to a and b.</summary>
    /// <param name="a">ln η.</param>
    /// <param name="b">ln β, limited to ±<see cref="WeibullOptions.LargestLogShape"/>; beyond, the derivative is 0.</param>
    /// <param name="time">The time, at least 0.</param>
    /// <param name="observed">Whether the event came then; otherwise it had not come yet.</param>
    /// <param name="discrete">Whether times are whole numbers.</param>
    /// <param name="epsilon">What is added to a continuous time.</param>
    public static (double Value, double ByA, double ByB) Cost(double a, double b, double time, bool observed, bool discrete, double epsilon)
    {
        double shape = Shape(b);
        double slope = Math.Abs(b) > WeibullOptions.LargestLogShape ? 0 : shape; // dβ/db
        if (!discrete)
        {
            double z = Math.Log(time + epsilon) - a;
            (double hazard, double rate) = Hazard(shape * z);
            // -ll = Λ - u (ln β - a + (β - 1) z)
            double value = hazard, byA = -rate * shape, byB = slope * rate * z;
            if (observed)
            {
                value -= Math.Log(shape) - a + ((shape - 1) * z);
                byA += shape;
                byB -= slope * ((1 / shape) + z);
            }

            return (value, byA, byB);
        }

        double later = Math.Log(time + 1) - a;
        (double up, double upRate) = Hazard(shape * later);
        double total = up, totalA = -upRate * shape, totalB = slope * upRate * later;
        if (observed)
        {
            double low = 0, lowA = 0, lowB = 0;
            if (time > 0)
            {
                double now = Math.Log(time) - a;
                (low, double lowRate) = Hazard(shape * now);
                lowA = -lowRate * shape;
                lowB = slope * lowRate * now;
            }

            // ln(e^d - 1) = d + ln(1 - e^-d), with d = Λ(t+1) - Λ(t) and derivative 1 / (1 - e^-d).
            double d = Math.Max(up - low, 1e-300), part = OneLessExp(d);
            total -= d + Math.Log(part);
            totalA -= (totalA - lowA) / part;
            totalB -= (totalB - lowB) / part;
        }

        return (total, totalA, totalB);
    }

    private static double Shape(double b) => Math.Exp(Math.Clamp(b, -WeibullOptions.LargestLogShape, WeibullOptions.LargestLogShape));

    /// <summary>exp(x) and its derivative, straight beyond <see cref="Largest"/>.</summary>
    private static (double Value, double Slope) Hazard(double x)
    {
        double value = Math.Exp(Math.Min(x, Largest));
        return (x > Largest ? value * (1 + x - Largest) : value, value);
    }

    /// <summary>1 - exp(-d) for d of at least 0, also where d is tiny.</summary>
    private static double OneLessExp(double d) => d < 1e-5 ? d * (1 - (d / 2 * (1 - (d / 3)))) : 1 - Math.Exp(-d);

    /// <summary>ln Γ(x) for x above 0 (Lanczos 1964, g = 7, nine terms).</summary>
    internal static double LogGamma(double x)
    {
        ReadOnlySpan<double> terms =
        [
            0.99999999999980993, 676.5203681218851, -1259.1392167224028, 771.32342877765313, -176.61502916214059, 12.507343278686905,
            -0.13857109526572012, 9.9843695780195716e-6, 1.5056327351493116e-7,
        ];
        x--;
        double sum = terms[0], t = x + 7.5;
        for (int i = 1; i < terms.Length; i++)
            sum += terms[i] / (x + i);
        return (0.5 * Math.Log(2 * Math.PI)) + ((x + 0.5) * Math.Log(t)) - t + Math.Log(sum);
    }
}
