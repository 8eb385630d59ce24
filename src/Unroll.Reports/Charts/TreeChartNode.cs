namespace Unroll.Reports.Charts;

/// <summary>A node of a <see cref="TreeChart"/>.</summary>
/// <param name="Children">The places of its children.</param>
/// <param name="Text">The word under a leaf; null inside.</param>
/// <param name="Color">The category that colours it.</param>
/// <param name="Strong">Whether the colour is full, or light.</param>
/// <param name="Sign">One or two characters in the disc.</param>
/// <param name="Tip">Text on hovering.</param>
public readonly record struct TreeChartNode(IReadOnlyList<int> Children, string? Text, int Color, bool Strong, string Sign, string Tip);
