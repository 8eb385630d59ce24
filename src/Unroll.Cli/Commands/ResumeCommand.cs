using System.CommandLine;
using System.Text.Json;
using Unroll.Cli.Options;
using Unroll.Recipes;
using Unroll.Training;

namespace Unroll.Cli.Commands;

/// <summary><c>unroll resume RUN</c>: goes on where a run stopped, bit for bit.</summary>
internal static class ResumeCommand
{
    public static Command Create()
    {
        var command = new CommandWithExamples(
            "resume", "Go on with an interrupted run where it stopped, bit for bit; a finished one says so.",
            "unroll resume runs/surnames-20250101-120000");
        var path = new Argument<string>("RUN") { Description = "The run folder." };
        command.Add(path);
        var checkpointSeconds = NumberOption.AtLeast0("--checkpoint-seconds", "Seconds between checkpoints.");
        checkpointSeconds.Hidden = true;
        command.Add(checkpointSeconds);
        var common = new CommonOptions(command, threads: true);
        command.SetAction(parsed =>
        {
            TrainingOptions.ApplyCheckpointSeconds(parsed, checkpointSeconds);
            RunFolder run = RunFolder.Open(parsed.GetRequiredValue(path));
            string? recipe = ReadRecipe(run);
            return RunSession.Resume(
                parsed, common, run,
                context => recipe is null ? TextClassification.Resume(context) : RecipeCatalog.Find(recipe).Resume(context));
        });
        return command;
    }

    /// <summary>The recipe of a run, or null for a run on a user's own file.</summary>
    private static string? ReadRecipe(RunFolder run)
    {
        try
        {
            using JsonDocument config = JsonDocument.Parse(run.ReadConfig());
            return config.RootElement.TryGetProperty("recipe", out JsonElement recipe) ? recipe.GetString() : null;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw new UnrollException($"{run.ConfigPath}: not the config of a run: {e.Message.ReplaceLineEndings(" ")}", e);
        }
    }
}
