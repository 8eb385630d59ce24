namespace Unroll.Reports.Sections;

/// <summary>A model in a comparison.</summary>
/// <param name="Name">Name of the model.</param>
/// <param name="Metrics">Ordered (snake_case name, value) pairs; <c>x_sd</c> is shown as the spread of <c>x</c>.</param>
public sealed record ComparisonRow(string Name, IReadOnlyList<KeyValuePair<string, double>> Metrics);
