using Unroll.Reports;

namespace Unroll.Recipes;

/// <summary>What a recipe adds to the result of a language model.</summary>
/// <param name="Metrics">Metrics by name.</param>
/// <param name="Sentences">What is said of them.</param>
/// <param name="Mark">What stands beside a sample in the report's table; null for nothing.</param>
/// <param name="Sections">Adds sections to the report.</param>
internal sealed record GenerationExtras(
    IReadOnlyList<KeyValuePair<string, double>> Metrics, IReadOnlyList<string> Sentences, Func<string, string>? Mark = null,
    Action<ReportBuilder>? Sections = null)
{
    /// <summary>Nothing.</summary>
    public static GenerationExtras None { get; } = new([], []);
}
