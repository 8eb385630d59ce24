using Unroll.Data;
using Unroll.Metrics;

namespace Unroll.Recipes;

/// <summary>Predicted cycles left beside the true ones: over all cycles, and at the last cycle of each engine.</summary>
internal sealed class EngineScores
{
    public EngineScores(ScoredNumbers scored)
    {
        Scored = scored;
        LastTruth = [.. scored.Truth.Select(t => t[^1])];
        LastPredicted = [.. scored.Predicted.Select(p => p[^1].Value)];
        Last = new RegressionReport(LastTruth, LastPredicted);
    }

    /// <summary>The course's baseline: the mean life of the training engines less the cycles gone by, which may be below zero.</summary>
    public static EngineScores Baseline(TargetSequences train, TargetSequences test, float? cap)
    {
        double life = train.Average(e => (double)e.Steps - 1);
        return new EngineScores(ScoredNumbers.Of(test, test.Select(e =>
            Enumerable.Range(0, e.Steps).Select(t => Math.Min(life - t, cap ?? double.PositiveInfinity)).ToArray())));
    }

    public ScoredNumbers Scored { get; }

    public RegressionReport Last { get; }

    public double[] LastTruth { get; }

    public double[] LastPredicted { get; }

    /// <summary>All cycles, the last cycle and the score of the PHM08 challenge, which is about the last.</summary>
    public IReadOnlyList<KeyValuePair<string, double>> Metrics
    {
        get
        {
            List<KeyValuePair<string, double>> metrics =
            [
                new("mae", Scored.Report.MeanAbsoluteError), new("rmse", Scored.Report.RootMeanSquaredError),
                new("mae_last", Last.MeanAbsoluteError), new("rmse_last", Last.RootMeanSquaredError),
                new("phm_score", PrognosticsMetrics.PhmScore(LastTruth, LastPredicted)),
            ];
            if (Scored.Coverage is { } coverage)
                metrics.Add(new("interval_coverage", coverage));
            return metrics;
        }
    }

    /// <summary>The mean absolute error by the true cycles left, in steps of ten.</summary>
    public (double[] Left, double[] Error) ByCyclesLeft() => By((i, t) => Scored.Truth[i][t]);

    /// <summary>The mean absolute error by the cycles gone by, in steps of ten.</summary>
    public (double[] Cycle, double[] Error) ByCycle() => By((_, t) => t + 1);

    private (double[] X, double[] Error) By(Func<int, int, double> where)
    {
        var bins = new SortedDictionary<int, (double Sum, int Count)>();
        for (int i = 0; i < Scored.Truth.Count; i++)
        {
            for (int t = 0; t < Scored.Truth[i].Length; t++)
            {
                int bin = (int)(where(i, t) / 10);
                (double sum, int count) = bins.GetValueOrDefault(bin);
                bins[bin] = (sum + Math.Abs(Scored.Predicted[i][t].Value - Scored.Truth[i][t]), count + 1);
            }
        }

        return ([.. bins.Keys.Select(b => (b * 10) + 5.0)], [.. bins.Values.Select(b => b.Sum / b.Count)]);
    }
}
