using System.CommandLine;
using System.Text.Json;
using Unroll.Cli.Options;
using Unroll.Cli.Output;
using Unroll.Recipes;

namespace Unroll.Cli.Commands;

/// <summary><c>unroll recipes</c>: what there is to train.</summary>
internal static class RecipesCommand
{
    public static Command Create()
    {
        var command = new CommandWithExamples(
            "recipes", "List the recipes, a line each; of one of them its task, data, results, models and settings.",
            "unroll recipes", "unroll recipes surnames", "unroll recipes --json");
        var name = new Argument<string?>("RECIPE") { Description = "The recipe to tell more of.", Arity = ArgumentArity.ZeroOrOne };
        command.Add(name);
        var common = new CommonOptions(command);
        command.SetAction(parsed =>
        {
            IRecipe? one = parsed.GetValue(name) is { } wanted ? RunCommand.Find(wanted) : null;
            if (common.Json(parsed))
            {
                JsonDocumentWriter.Write(json => WriteJson(json, one is null ? RecipeCatalog.All : [one]));
            }
            else if (one is null)
            {
                WriteList();
            }
            else
            {
                WriteText(one);
            }
        });
        return command;
    }

    private static void WriteList()
    {
        int width = RecipeCatalog.All.Max(r => r.Name.Length);
        foreach (RecipeGroup group in RecipeCatalog.Groups)
        {
            Standard.Out.WriteLine($"{group.Title}:");
            foreach (IRecipe recipe in group.Recipes)
            {
                Standard.Out.WriteLine($"  {recipe.Name.PadRight(width)}  {recipe.Title}");
            }

            Standard.Out.WriteLine();
        }

        Standard.Out.WriteLine("`unroll recipes NAME` tells more of one: its data, results, models and settings. `unroll run NAME` trains it, with `--quick` in seconds.");
    }

    private static void WriteText(IRecipe recipe)
    {
        var table = new TextTable("", "", "");
        table.Add("", "task", recipe.Task);
        table.Add("", "data", recipe.Data);
        table.Add("", "published", recipe.Reference);
        table.Add("", "ours", recipe.Measured);
        if (recipe.ModelNames.Count > 0)
        {
            table.Add("", "--model", string.Join(", ", recipe.ModelNames) + (recipe.ModelNames.Count > 1 ? "; the first unless given" : ""));
        }

        foreach (RecipeSetting setting in recipe.Settings)
        {
            table.Add("", $"--set {setting.Key}={setting.Default}", setting.Description);
        }

        Standard.Out.WriteLine($"{recipe.Name}: {recipe.Title}");
        Standard.Out.WriteLine(table.ToString());
        foreach (string example in Examples(recipe))
        {
            Standard.Out.WriteLine($"  {example}");
        }
    }

    private static IEnumerable<string> Examples(IRecipe recipe)
    {
        yield return $"unroll run {recipe.Name}";
        yield return $"unroll run {recipe.Name} --quick";
        if (recipe.ModelNames.Count > 1)
        {
            yield return $"unroll run {recipe.Name} --model {recipe.ModelNames[1]}";
        }

        // A default that is a value, rather than words for where it comes from.
        if (recipe.Settings.FirstOrDefault(s => s.Default.Length > 0 && !s.Default.Contains(' ', StringComparison.Ordinal)) is { } setting)
        {
            yield return $"unroll run {recipe.Name} --set {setting.Key}={setting.Default}";
        }
    }

    private static void WriteJson(Utf8JsonWriter json, IReadOnlyList<IRecipe> recipes)
    {
        json.WriteStartArray("recipes");
        foreach (IRecipe recipe in recipes)
        {
            json.WriteStartObject();
            json.WriteString("name", recipe.Name);
            json.WriteString("title", recipe.Title);
            json.WriteString("task", recipe.Task);
            json.WriteString("data", recipe.Data);
            json.WriteString("reference", recipe.Reference);
            json.WriteString("measured", recipe.Measured);
            json.WriteStartArray("models");
            foreach (string model in recipe.ModelNames)
            {
                json.WriteStringValue(model);
            }

            json.WriteEndArray();
            json.WriteStartArray("settings");
            foreach (RecipeSetting setting in recipe.Settings)
            {
                json.WriteStartObject();
                json.WriteString("key", setting.Key);
                json.WriteString("default", setting.Default);
                json.WriteString("description", setting.Description);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
