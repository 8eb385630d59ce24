namespace Unroll.Autograd.Operations;

/// <summary>What one pass over the logits finds.</summary>
internal readonly record struct CrossEntropyTotals(double Sum, double Weight, int Counted, int Correct);
