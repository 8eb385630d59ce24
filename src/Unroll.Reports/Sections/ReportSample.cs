namespace Unroll.Reports.Sections;

/// <summary>An example of what a model says.</summary>
/// <param name="Input">What it was given.</param>
/// <param name="Output">What it answered.</param>
/// <param name="Expected">The right answer, where there is one.</param>
/// <param name="Probability">Probability that it gave its answer.</param>
public sealed record ReportSample(string Input, string Output, string? Expected = null, double? Probability = null);
