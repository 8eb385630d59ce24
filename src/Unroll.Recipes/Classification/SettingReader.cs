using System.Globalization;

namespace Unroll.Recipes;

/// <summary>Reads the settings of <c>--set key=value</c>; each problem is one line that names the key.</summary>
internal sealed class SettingReader
{
    private readonly IReadOnlyDictionary<string, string> _set;

    /// <exception cref="UnrollException">A key is unknown.</exception>
    public SettingReader(IReadOnlyDictionary<string, string> set, IReadOnlyList<RecipeSetting> known)
    {
        _set = set;
        foreach (string key in set.Keys)
        {
            if (!known.Any(s => s.Key == key))
                throw new UnrollException($"unknown setting `{key}`; known are {string.Join(", ", known.Select(s => s.Key))}");
        }
    }

    public float Number(string key, float otherwise) => !_set.TryGetValue(key, out string? text) ? otherwise
        : float.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out float value) && float.IsFinite(value) ? value
        : throw Expected("a number", key, text);

    public int Positive(string key, int otherwise) => !_set.TryGetValue(key, out string? text) ? otherwise
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int value) && value > 0 ? value
        : throw Expected("a positive integer", key, text);

    public bool Flag(string key, bool otherwise) => !_set.TryGetValue(key, out string? text) ? otherwise : text switch
    {
        "true" or "yes" or "on" or "1" => true,
        "false" or "no" or "off" or "0" => false,
        _ => throw Expected("true or false", key, text),
    };

    /// <summary>The text as it is.</summary>
    public string Word(string key, string otherwise) => _set.GetValueOrDefault(key, otherwise);

    /// <summary>Words separated by commas.</summary>
    public string[] List(string key, string otherwise) =>
        _set.GetValueOrDefault(key, otherwise).Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    internal static UnrollException Expected(string what, string key, string got) => new($"expected {what} for `{key}`, got {got}");
}
