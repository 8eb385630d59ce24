namespace Unroll.Recipes;

/// <summary>The words that scenes are made of and described by.</summary>
internal static class SceneWords
{
    public static readonly string[] Sizes = ["small", "large"];

    public static readonly string[] Colors = ["red", "green", "blue", "yellow", "purple", "orange"];

    public static readonly string[] Kinds = ["circle", "square", "triangle", "cross", "ring"];

    /// <summary>Where a shape that is alone stands: row by row of a grid of three by three.</summary>
    public static readonly string[] Places =
    [
        "in the upper left", "at the top", "in the upper right", "on the left", "in the middle", "on the right", "in the lower left",
        "at the bottom", "in the lower right",
    ];

    /// <summary>How the first of two shapes stands to the second.</summary>
    public static readonly string[] Relations = ["above", "below", "to the left of", "to the right of"];

    /// <summary>The order of three shapes.</summary>
    public static readonly string[] Rows = ["from left to right", "from top to bottom"];

    /// <summary>What can be said of the arrangement of some shapes.</summary>
    public static string[] Arrangements(int shapes) => shapes switch { 1 => Places, 2 => Relations, _ => Rows };
}
