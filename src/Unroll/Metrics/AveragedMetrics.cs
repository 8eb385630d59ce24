namespace Unroll.Metrics;

/// <summary>Precision, recall and F1 averaged over classes; each is averaged on its own, as scikit-learn does.</summary>
/// <param name="Precision">Averaged precision, in [0, 1].</param>
/// <param name="Recall">Averaged recall, in [0, 1].</param>
/// <param name="F1">Averaged F1, in [0, 1]; not the F1 of the averaged precision and recall.</param>
public readonly record struct AveragedMetrics(double Precision, double Recall, double F1);
