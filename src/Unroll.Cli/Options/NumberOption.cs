using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using System.Numerics;

namespace Unroll.Cli.Options;

/// <summary>Options that take a number, and say what they expected: "expected a positive integer for `--units`, got -3".</summary>
internal static class NumberOption
{
    /// <summary>A whole number of at least 1.</summary>
    public static Option<int?> Positive(string name, string description) =>
        Create<int>(name, "N", description, "a positive integer", static n => n > 0, NumberStyles.Integer);

    /// <summary>A whole number of at least 0.</summary>
    public static Option<int?> Count(string name, string description) =>
        Create<int>(name, "N", description, "an integer of at least 0", static n => n >= 0, NumberStyles.Integer);

    /// <summary>A seed: a whole number of at least 0.</summary>
    public static Option<ulong?> Seed(string name, string description) =>
        Create<ulong>(name, "N", description, "an integer of at least 0", static _ => true, NumberStyles.Integer);

    /// <summary>A number above 0.</summary>
    public static Option<double?> Above0(string name, string description) =>
        Create<double>(name, "X", description, "a positive number", static x => x > 0 && double.IsFinite(x), NumberStyles.Float);

    /// <summary>A number of at least 0.</summary>
    public static Option<double?> AtLeast0(string name, string description) =>
        Create<double>(name, "X", description, "a number of at least 0", static x => x >= 0 && double.IsFinite(x), NumberStyles.Float);

    /// <summary>A probability below 1.</summary>
    public static Option<double?> Probability(string name, string description) =>
        Create<double>(name, "P", description, "a probability in [0, 1)", static p => p is >= 0 and < 1, NumberStyles.Float);

    private static Option<T?> Create<T>(string name, string help, string description, string expected, Func<T, bool> isValid, NumberStyles styles)
        where T : struct, INumber<T> =>
        new(name)
        {
            HelpName = help,
            Description = description,
            CustomParser = result => Parse(result, name, expected, isValid, styles),
        };

    private static T? Parse<T>(ArgumentResult result, string name, string expected, Func<T, bool> isValid, NumberStyles styles)
        where T : struct, INumber<T>
    {
        if (result.Tokens.Count != 1)
        {
            // Too few or too many: the parser's own error says so.
            return null;
        }

        string text = result.Tokens[0].Value;
        if (T.TryParse(text, styles, CultureInfo.InvariantCulture, out T value) && isValid(value))
        {
            return value;
        }

        result.AddError($"expected {expected} for `{name}`, got {text}");
        return null;
    }
}
