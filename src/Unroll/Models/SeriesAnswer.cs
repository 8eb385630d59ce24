namespace Unroll.Models;

/// <summary>What a network over sequences answers with, and the loss that goes with it.</summary>
public enum SeriesAnswer
{
    /// <summary>One of several labels; cross-entropy.</summary>
    Label,

    /// <summary>A number; squared error.</summary>
    SquaredError,

    /// <summary>A number; Huber's loss, which follows outliers less.</summary>
    Huber,

    /// <summary>Quantiles of a number; pinball loss.</summary>
    Quantile,

    /// <summary>A Weibull distribution of the time to an event; its log-likelihood, censored times included.</summary>
    Weibull,
}
