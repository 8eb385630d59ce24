namespace Unroll.Metrics;

/// <summary>The items whose confidence lies in one range of a reliability diagram.</summary>
/// <param name="Low">The range begins above this confidence.</param>
/// <param name="High">The range ends with this confidence.</param>
/// <param name="Count">Items.</param>
/// <param name="Confidence">Their mean confidence, NaN for none.</param>
/// <param name="Accuracy">The share that is right, NaN for none.</param>
public readonly record struct ReliabilityBin(double Low, double High, int Count, double Confidence, double Accuracy);
