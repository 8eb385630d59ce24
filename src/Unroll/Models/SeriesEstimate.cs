using Unroll.Losses;

namespace Unroll.Models;

/// <summary>A number that a network answers with, and where it knows, the range it expects it in.</summary>
/// <param name="Value">The number.</param>
/// <param name="Low">The lowest quantile, or the tenth percentile of a Weibull distribution; NaN where the model gives none.</param>
/// <param name="High">The highest quantile, or the ninetieth percentile; NaN where the model gives none.</param>
public readonly record struct SeriesEstimate(double Value, double Low, double High)
{
    internal static SeriesEstimate Of(SeriesHead head, ReadOnlySpan<float> outputs)
    {
        switch (head.Answer)
        {
            case SeriesAnswer.Weibull:
                double a = outputs[0], b = outputs[1];
                return new SeriesEstimate(
                    head.AnswerMean ? WeibullLikelihood.Mean(a, b) : WeibullLikelihood.Quantile(a, b, 0.5),
                    WeibullLikelihood.Quantile(a, b, 0.1), WeibullLikelihood.Quantile(a, b, 0.9));
            case SeriesAnswer.Quantile:
                // Quantiles that cross are put in order (Chernozhukov, Fernandez-Val and Galichon 2010).
                Span<double> sorted = stackalloc double[outputs.Length];
                for (int i = 0; i < sorted.Length; i++)
                    sorted[i] = head.Center + (head.Scale * outputs[i]);
                sorted.Sort();
                return new SeriesEstimate(sorted[(sorted.Length - 1) / 2], sorted[0], sorted[^1]);
            default:
                return new SeriesEstimate(head.Center + (head.Scale * outputs[0]), double.NaN, double.NaN);
        }
    }
}
