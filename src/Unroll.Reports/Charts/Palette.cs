namespace Unroll.Reports.Charts;

/// <summary>
/// Nine colours for categories that colour-blind readers can tell apart (Okabe and Ito 2008, yellow darkened on light
/// ground, and wine from P. Tol's muted scheme); from the tenth category on they repeat with another marker or dash.
/// </summary>
internal static class Palette
{
    internal const int Colors = 9;

    internal static readonly string[] Light =
        ["#0072B2", "#E69F00", "#009E73", "#D55E00", "#56B4E9", "#CC79A7", "#B5A600", "#2B2B2B", "#882255"];

    internal static readonly string[] Dark =
        ["#4C9FDB", "#E69F00", "#20B48A", "#EC7A33", "#8FD0F7", "#DD9ABF", "#F0E442", "#E4E4E4", "#C2578F"];

    private static readonly string[] Dashes = ["", "6 3", "2 2", "8 3 2 3"];

    /// <summary>CSS class that sets the colour of a category.</summary>
    internal static string ColorClass(int category) => "c" + category % Colors;

    internal static MarkerShape Shape(int category) => (MarkerShape)(category / Colors % 5);

    internal static string Dash(int category) => Dashes[category / Colors % Dashes.Length];
}
