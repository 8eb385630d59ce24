namespace Unroll.Recipes;

/// <summary>Which of the places to look for data had it.</summary>
public enum DataOrigin
{
    /// <summary>The path that the user gave with <c>--data</c>.</summary>
    Given,

    /// <summary>The folder of the data set under the environment variable <c>UNROLL_DATA</c>.</summary>
    Environment,

    /// <summary>The cache that <c>unroll data get</c> fills.</summary>
    Cache,

    /// <summary>The small sample inside the program.</summary>
    BuiltIn,
}
