using System.CommandLine;

namespace Unroll.Cli.Options;

/// <summary>Options that take one of some words, and suggest the nearest one to a wrong word.</summary>
internal static class ChoiceOption
{
    /// <summary>An option of some choices, which are asked for only when the option is given.</summary>
    public static Option<string?> Create(string name, string help, string description, Func<IEnumerable<string>> choices) =>
        new(name)
        {
            HelpName = help,
            Description = description,
            CustomParser = result =>
            {
                if (result.Tokens.Count != 1)
                {
                    return null;
                }

                string text = result.Tokens[0].Value;
                string[] known = [.. choices()];
                string? match = Array.Find(known, k => k.Equals(text, StringComparison.OrdinalIgnoreCase));
                if (match is null)
                {
                    result.AddError($"unknown value `{text}` for `{name}`{Suggestion.For(text, known)}; known: {string.Join(", ", known)}");
                }

                return match;
            },
        };

    /// <summary>An option of a name with settings, such as <c>adam:beta2=0.99</c>, read by the library.</summary>
    public static Option<string?> Specification(string name, string help, string description, IReadOnlyList<string> names, Action<string> read) =>
        new(name)
        {
            HelpName = help,
            Description = description,
            CustomParser = result =>
            {
                if (result.Tokens.Count != 1)
                {
                    return null;
                }

                string text = result.Tokens[0].Value;
                try
                {
                    read(text);
                }
                catch (UnrollException e)
                {
                    string word = text.Split(':')[0];
                    result.AddError($"`{name}`: {e.Message}{(names.Contains(word) ? "" : Suggestion.For(word, names))}");
                }

                return text;
            },
        };

    /// <summary>An option that takes any text, such as a path.</summary>
    public static Option<string?> Text(string name, string help, string description) => new(name) { HelpName = help, Description = description };

    /// <summary>An option that is there or not.</summary>
    public static Option<bool> Flag(string name, string description) => new(name) { Description = description, Arity = ArgumentArity.Zero };
}
