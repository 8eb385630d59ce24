using System.CommandLine;
using System.CommandLine.Parsing;

namespace Unroll.Cli;

/// <summary>Says in one line what is wrong with a command line, and where to look.</summary>
internal static class UsageErrors
{
    /// <summary>The problem of a parsed command line, or null where there is none.</summary>
    public static string? Find(ParseResult parsed)
    {
        if (parsed.Action is { ClearsParseErrors: true })
        {
            // --help and --version.
            return null;
        }

        string? problem = UnknownOption(parsed) ?? Unmatched(parsed) ?? parsed.Errors.Select(Describe).FirstOrDefault();
        return problem is null ? null : $"{problem}; see `{Path(parsed.CommandResult)} --help`";
    }

    /// <summary>An argument such as INPUT takes any text, so the parser gives it misspelt options too; those after `--` are meant.</summary>
    private static string? UnknownOption(ParseResult parsed)
    {
        var taken = parsed.CommandResult.Children.OfType<ArgumentResult>().SelectMany(r => r.Tokens)
            .ToHashSet(ReferenceEqualityComparer.Instance);
        foreach (Token token in parsed.Tokens.TakeWhile(t => t.Type != TokenType.DoubleDash))
        {
            if (taken.Contains(token) && LooksLikeOption(token.Value))
            {
                return Unknown(parsed, token.Value);
            }
        }

        return null;
    }

    private static string? Unmatched(ParseResult parsed) => parsed.UnmatchedTokens.Count == 0 ? null : Unknown(parsed, parsed.UnmatchedTokens[0]);

    private static string Unknown(ParseResult parsed, string word)
    {
        Command command = parsed.CommandResult.Command;
        if (LooksLikeOption(word))
        {
            string name = word.Split('=')[0];
            return $"unknown option `{name}`{Suggestion.For(name, command.Options.Where(o => !o.Hidden).Select(o => o.Name))}";
        }

        string[] commands = [.. command.Subcommands.Select(c => c.Name)];
        return commands.Length > 0
            ? $"unknown command `{word}`{Suggestion.For(word, commands)}"
            : $"`{word}` is one argument too many";
    }

    private static string Describe(ParseError error)
    {
        return error.SymbolResult switch
        {
            OptionResult { IdentifierTokenCount: > 1 } option => $"`{option.Option.Name}` is given twice",
            OptionResult { Tokens.Count: 0 } option => $"`{option.Option.Name}` needs a value",
            ArgumentResult { Parent: OptionResult { Tokens.Count: 0 } option } => $"`{option.Option.Name}` needs a value",
            ArgumentResult { Tokens.Count: 0 } argument => $"{argument.Argument.Name} is missing",
            CommandResult { Command.Subcommands.Count: > 0 } command =>
                $"expected one of: {string.Join(", ", command.Command.Subcommands.Select(c => c.Name))}",
            _ => error.Message.TrimEnd('.'),
        };
    }

    private static bool LooksLikeOption(string word) => word.Length > 1 && word[0] == '-' && (word[1] == '-' || char.IsAsciiLetter(word[1]));

    private static string Path(CommandResult? result) =>
        result is null ? "" : result.Parent is CommandResult parent ? $"{Path(parent)} {result.Command.Name}" : "unroll";
}
