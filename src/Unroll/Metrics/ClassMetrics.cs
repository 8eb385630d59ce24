namespace Unroll.Metrics;

/// <summary>What a classifier achieved on one class. A ratio whose denominator is zero is 0.</summary>
/// <param name="Label">Name of the class.</param>
/// <param name="Precision">True positives / predictions of this class.</param>
/// <param name="Recall">True positives / items of this class.</param>
/// <param name="F1">Harmonic mean of precision and recall: 2 tp / (2 tp + fp + fn).</param>
/// <param name="Support">Items whose true class this is.</param>
/// <param name="Predicted">Items that were predicted to be of this class.</param>
public readonly record struct ClassMetrics(string Label, double Precision, double Recall, double F1, int Support, int Predicted)
{
    /// <summary>Whether the class occurs in the truth or in the predictions; only then does it count in a macro average.</summary>
    public bool Appears => Support > 0 || Predicted > 0;
}
