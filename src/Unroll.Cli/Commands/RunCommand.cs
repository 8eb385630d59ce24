using System.CommandLine;
using Unroll.Cli.Options;
using Unroll.Recipes;

namespace Unroll.Cli.Commands;

/// <summary><c>unroll run RECIPE</c>: trains a recipe.</summary>
internal static class RunCommand
{
    public static Command Create()
    {
        var command = new CommandWithExamples(
            "run", "Train a recipe; metrics, weights and a report go into a run folder.",
            "unroll run surnames", "unroll run surnames --quick --json", "unroll run surnames --compare --splits 5",
            "unroll run memorizer --set lengths=5,10");
        var recipe = new Argument<string>("RECIPE") { Description = "The recipe; `unroll recipes` lists them." };
        var quick = ChoiceOption.Flag("--quick", "A small version for a first look, in seconds.");
        var compare = ChoiceOption.Flag("--compare", "Train every model of the recipe and print one table.");
        var splits = NumberOption.Positive("--splits", "Repeat over this many splits of the data.");
        var seeds = NumberOption.Positive("--seeds", "Repeat over this many seeds.");
        var split = ChoiceOption.Text("--split", "KIND", "How the data is split, where the recipe knows several ways.");
        var model = ChoiceOption.Text("--model", "NAME", "The model of the recipe to train.");
        var set = new Option<string[]>("--set") { HelpName = "KEY=VALUE", Description = "A setting of the recipe; may be repeated." };
        var features = ChoiceOption.Text("--features", "FILE", "What a vision model made of pictures, .npy or .npz, for a recipe that reads it.");
        command.Add(recipe);
        ReadOnlySpan<Option> options = [quick, compare, model, split, splits, seeds, set, features];
        foreach (Option option in options)
        {
            command.Add(option);
        }

        var training = new TrainingOptions(command);
        var common = new CommonOptions(command, threads: true, seed: true, data: true, output: true);
        command.SetAction(parsed =>
        {
            IRecipe chosen = Find(parsed.GetRequiredValue(recipe));
            string[] settings = parsed.GetValue(set) ?? [];
            if (parsed.GetValue(features) is { } file)
            {
                settings = [.. settings, $"features={file}"];
            }

            RunOptions options = training.Apply(parsed, new RunOptions
            {
                Quick = parsed.GetValue(quick),
                Compare = parsed.GetValue(compare),
                Splits = parsed.GetValue(splits) ?? 1,
                Seeds = parsed.GetValue(seeds) ?? 1,
                Split = parsed.GetValue(split),
                Model = parsed.GetValue(model),
                Set = Settings.Parse(chosen.Name, chosen.Settings, settings),
                Seed = common.Seed(parsed),
                Data = common.Data(parsed),
            });
            if (options.Recompute && !chosen.CanRecompute)
            {
                throw new UsageException($"`{chosen.Name}` keeps its activations: run it without `--recompute`");
            }

            return RunSession.Train(parsed, common, chosen.Name, context => chosen.Run(options, context));
        });
        return command;
    }

    /// <summary>The recipe of a name.</summary>
    /// <exception cref="UsageException">There is none; the nearest name is suggested.</exception>
    public static IRecipe Find(string name)
    {
        string[] names = [.. RecipeCatalog.All.Select(r => r.Name)];
        return names.Contains(name, StringComparer.OrdinalIgnoreCase)
            ? RecipeCatalog.Find(name)
            : throw new UsageException($"unknown recipe `{name}`{Suggestion.For(name, names)}; there are: {string.Join(", ", names)}");
    }
}
