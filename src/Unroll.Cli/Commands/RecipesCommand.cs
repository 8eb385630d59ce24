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
            "recipes", "List the recipes: task, data, the published result and ours.", "unroll recipes", "unroll recipes --json");
        var common = new CommonOptions(command);
        command.SetAction(parsed =>
        {
            if (common.Json(parsed))
            {
                JsonDocumentWriter.Write(WriteJson);
                return;
            }

            foreach (IRecipe recipe in RecipeCatalog.All)
            {
                WriteText(recipe);
            }

            Standard.Out.WriteLine("Train one with `unroll run NAME`; `--quick` gives a first look in seconds.");
        });
        return command;
    }

    private static void WriteText(IRecipe recipe)
    {
        var table = new TextTable("", "", "");
        table.Add("", "task", recipe.Task);
        table.Add("", "data", recipe.Data);
        table.Add("", "published", recipe.Reference);
        table.Add("", "ours", recipe.Measured);
        foreach (RecipeSetting setting in recipe.Settings)
        {
            table.Add("", $"--set {setting.Key}={setting.Default}", setting.Description);
        }

        Standard.Out.WriteLine($"{recipe.Name}: {recipe.Title}");
        Standard.Out.WriteLine(table.ToString());
    }

    private static void WriteJson(Utf8JsonWriter json)
    {
        json.WriteStartArray("recipes");
        foreach (IRecipe recipe in RecipeCatalog.All)
        {
            json.WriteStartObject();
            json.WriteString("name", recipe.Name);
            json.WriteString("title", recipe.Title);
            json.WriteString("task", recipe.Task);
            json.WriteString("data", recipe.Data);
            json.WriteString("reference", recipe.Reference);
            json.WriteString("measured", recipe.Measured);
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
