using Unroll.Data;

namespace Unroll.Models;

/// <summary>The answer of a <see cref="SeriesModel"/>: its kind, its labels or its scale.</summary>
public sealed record SeriesHead
{
    /// <summary>What is answered.</summary>
    public required SeriesAnswer Answer { get; init; }

    /// <summary>The labels; null for numbers.</summary>
    public LabelSet? Labels { get; init; }

    /// <summary>The quantiles, rising; the middle one is the number answered.</summary>
    public float[] Quantiles { get; init; } = [0.1f, 0.5f, 0.9f];

    /// <summary>From where on Huber's loss is linear, in standard deviations of the training targets.</summary>
    public float Delta { get; init; } = 1;

    /// <summary>What is subtracted from a target before the network sees it.</summary>
    public double Center { get; init; }

    /// <summary>What a target is then divided by; for Weibull distributions the scale that training starts from.</summary>
    public double Scale { get; init; } = 1;

    /// <summary>For Weibull distributions, whether times are whole numbers of steps.</summary>
    public bool Discrete { get; init; } = true;

    /// <summary>For Weibull distributions, whether the number answered is the mean rather than the median.</summary>
    public bool AnswerMean { get; init; } = true;

    /// <summary>Numbers that the network puts out for one answer.</summary>
    public int Outputs => Answer switch
    {
        SeriesAnswer.Label => Labels!.Count,
        SeriesAnswer.Quantile => Quantiles.Length,
        SeriesAnswer.Weibull => 2,
        _ => 1,
    };

    /// <summary>A head of labels.</summary>
    public static SeriesHead Classify(LabelSet labels) => new() { Answer = SeriesAnswer.Label, Labels = labels };

    /// <summary>A head of numbers whose scale is that of the training targets.</summary>
    /// <param name="answer">Which kind of number.</param>
    /// <param name="train">The training part.</param>
    public static SeriesHead Regress(SeriesAnswer answer, IEnumerable<TargetSequence> train)
    {
        ArgumentNullException.ThrowIfNull(train);
        double[] targets = [.. train.SelectMany(s => s.Targets).Where(t => !float.IsNaN(t)).Select(t => (double)t)];
        if (targets.Length == 0)
            throw new UnrollException("no sequence of the training part has a target");
        double mean = targets.Average(), deviation = Math.Sqrt(targets.Average(t => (t - mean) * (t - mean)));
        if (answer != SeriesAnswer.Weibull)
            return new SeriesHead { Answer = answer, Center = mean, Scale = deviation > 1e-6 * Math.Abs(mean) ? deviation : 1 };
        double least = targets.Min();
        if (least < 0)
            throw new UnrollException($"a Weibull distribution is of times of at least 0, got the target {least}");
        return new SeriesHead
        {
            Answer = answer, Scale = Math.Max(mean, 1e-3), Discrete = Array.TrueForAll(targets, t => t == Math.Floor(t)),
        };
    }

    /// <exception cref="ArgumentException">A setting is out of range.</exception>
    internal void Check()
    {
        if (Answer == SeriesAnswer.Label && (Labels is null || Labels.Count < 2))
            throw new ArgumentException($"expected at least two labels, got {Labels?.Count ?? 0}");
        if (Answer == SeriesAnswer.Quantile)
        {
            bool rising = Quantiles.Length > 0;
            for (int i = 0; i < Quantiles.Length && rising; i++)
                rising = Quantiles[i] is > 0 and < 1 && (i == 0 || Quantiles[i] > Quantiles[i - 1]);
            if (!rising)
                throw new ArgumentException($"expected rising numbers between 0 and 1 for `quantiles`, got {string.Join(", ", Quantiles)}");
        }
        if (!(Delta > 0))
            throw new ArgumentException($"expected a positive number for `delta`, got {Delta}");
    }
}
