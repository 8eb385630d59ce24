namespace Unroll.Reports;

/// <summary>A cell of a table.</summary>
/// <param name="Text">Its text.</param>
/// <param name="Emphasis">Whether it stands out, as the best of its column does.</param>
public readonly record struct ReportCell(string? Text, bool Emphasis = false);
