using System.CommandLine;
using Unroll.Cli.Options;
using Unroll.Recipes;

namespace Unroll.Cli;

/// <summary>The model of a command: MODEL (a run folder or a model.safetensors), or --pretrained RECIPE.</summary>
internal sealed class ModelSource
{
    private readonly Argument<string?> _model = new("MODEL")
    {
        Description = "A run folder, or a model.safetensors with its config.json beside it.",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private readonly Option<string?> _pretrained =
        ChoiceOption.Text("--pretrained", "RECIPE", "Use the small model that ships with a recipe; MODEL is then left out.");

    /// <summary>Adds both to a command.</summary>
    public ModelSource(Command command)
    {
        command.Add(_model);
        command.Add(_pretrained);
    }

    /// <summary>What results call the model.</summary>
    public string Name(ParseResult parsed) => parsed.GetValue(_pretrained) is { } recipe ? $"pretrained:{recipe}" : Path(parsed)!;

    /// <summary>The recipe of --pretrained, or null.</summary>
    public string? Pretrained(ParseResult parsed) => parsed.GetValue(_pretrained);

    /// <summary>The path given, or null where a shipped model is asked for.</summary>
    public string? Path(ParseResult parsed) => parsed.GetValue(_pretrained) is not null ? null
        : parsed.GetValue(_model) is { Length: > 0 } path ? path
        : throw new UsageException(
            $"MODEL is missing: name a run folder, or use --pretrained; see `unroll {parsed.CommandResult.Command.Name} --help`");

    /// <summary>Loads the model, of whatever kind.</summary>
    public ISavedModel Load(ParseResult parsed) =>
        Path(parsed) is { } path ? ModelKinds.Load(path) : new SavedClassifier(PretrainedModels.Load(parsed.GetValue(_pretrained)!));

    /// <summary>The arguments after MODEL; with --pretrained the first of them stands in MODEL's place.</summary>
    public string[] Rest(ParseResult parsed, string[]? rest) =>
        parsed.GetValue(_pretrained) is not null && parsed.GetValue(_model) is { } first ? [first, .. rest ?? []] : rest ?? [];
}
