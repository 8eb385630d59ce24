using System.Globalization;
using Unroll.Data;

namespace Unroll.Optimizers;

/// <summary>A name with settings, <c>name:key=value,key=value,flag</c>, read strictly: every problem is one line that names the setting.</summary>
internal sealed class Specification
{
    private readonly string _kind;
    private readonly string _text;
    private readonly Dictionary<string, string> _given = new(StringComparer.Ordinal);
    private readonly List<string> _known = [];

    private Specification(string kind, string text, string name)
    {
        _kind = kind;
        _text = text;
        Name = name;
    }

    public string Name { get; }

    /// <exception cref="UnrollException">The name is not among <paramref name="names"/>, or a setting is malformed or stands twice.</exception>
    public static Specification Read(string kind, string text, IReadOnlyList<string> names)
    {
        ArgumentNullException.ThrowIfNull(text);
        int colon = text.IndexOf(':', StringComparison.Ordinal);
        string name = (colon < 0 ? text : text[..colon]).Trim();
        if (!names.Contains(name))
        {
            throw new UnrollException($"expected one of {string.Join(", ", names)} as {kind}, got {Quote.Text(name)}");
        }

        var specification = new Specification(kind, text, name);
        string[] settings = colon < 0 ? [] : text[(colon + 1)..].Split(',', StringSplitOptions.TrimEntries);
        foreach (string setting in settings)
        {
            string[] pair = setting.Split('=', 2, StringSplitOptions.TrimEntries);
            if (pair[0].Length == 0)
            {
                throw specification.Problem("expected settings as key=value, separated by commas");
            }

            if (!specification._given.TryAdd(pair[0], pair.Length == 2 ? pair[1] : "true"))
            {
                throw specification.Problem($"the setting {Quote.Text(pair[0])} is given twice");
            }
        }

        return specification;
    }

    /// <summary>The text that is read back as these settings.</summary>
    public static string Write(string name, IEnumerable<(string Key, object Value)> settings)
    {
        string text = string.Join(',', settings.Select(s => s.Value is bool flag
            ? $"{s.Key}={(flag ? "true" : "false")}"
            : string.Create(CultureInfo.InvariantCulture, $"{s.Key}={s.Value}")));
        return text.Length == 0 ? name : $"{name}:{text}";
    }

    public double Number(string key, double otherwise) => Get(key) is not { } value ? otherwise
        : double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) ? number
        : throw Unexpected(key, "a number", value);

    public float Rate(float? given, float otherwise)
    {
        // Asked for in any case, so that the text is checked even where it is overruled.
        float told = Get("lr") is not { } value ? otherwise
            : float.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out float number) ? number
            : throw Unexpected("lr", "a number", value);
        return given ?? told;
    }

    public long? Integer(string key) => Get(key) is not { } value ? null
        : long.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long number) ? number
        : throw Unexpected(key, "an integer", value);

    public int SmallInteger(string key, int otherwise) => Get(key) is not { } value ? otherwise
        : int.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int number) ? number
        : throw Unexpected(key, $"an integer of at most {int.MaxValue}", value);

    public bool Flag(string key, bool otherwise) => Get(key) is not { } value ? otherwise
        : bool.TryParse(value, out bool flag) ? flag
        : throw Unexpected(key, "true or false", value);

    public string Word(string key, string otherwise, params string[] allowed) => Get(key) is not { } value ? otherwise
        : allowed.Contains(value) ? value
        : throw Unexpected(key, string.Join(" or ", allowed), value);

    /// <summary>Makes the object of these settings; a setting that it did not ask for, or one out of range, is a problem of the text.</summary>
    public T Build<T>(Func<T> make)
    {
        T made;
        try
        {
            made = make();
        }
        catch (ArgumentException e)
        {
            throw new UnrollException($"{_kind} {Quote.Text(_text)}: {e.Message}", e);
        }

        foreach (string key in _given.Keys)
        {
            if (!_known.Contains(key))
            {
                string known = _known.Count == 0 ? "it takes none" : $"expected one of {string.Join(", ", _known)}";
                throw Problem($"unknown setting {Quote.Text(key)}; {known}");
            }
        }

        return made;
    }

    private string? Get(string key)
    {
        _known.Add(key);
        return _given.GetValueOrDefault(key);
    }

    private UnrollException Unexpected(string key, string what, string value) => Problem($"expected {what} for `{key}`, got {Quote.Text(value)}");

    private UnrollException Problem(string problem) => new($"{_kind} {Quote.Text(_text)}: {problem}");
}
