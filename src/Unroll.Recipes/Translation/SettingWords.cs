namespace Unroll.Recipes;

/// <summary>Settings that are one of some words.</summary>
internal sealed class SettingWords(IReadOnlyDictionary<string, string> set)
{
    /// <summary>The word given, or another where none is.</summary>
    /// <exception cref="UnrollException">It is none of the choices.</exception>
    public string Choice(string key, string otherwise, params string[] choices) =>
        !set.TryGetValue(key, out string? text) ? otherwise
        : choices.Contains(text) ? text
        : throw SettingReader.Expected(string.Join(", ", choices[..^1]) + " or " + choices[^1], key, text);
}
