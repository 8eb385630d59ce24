using System.Text.Json;
using Unroll.Training;

namespace Unroll.Recipes;

/// <summary>The tasks that users can train on their own files, and the way back from a run to what can go on with it.</summary>
public static class TaskCatalog
{
    /// <summary>Every task, in the order that help lists them.</summary>
    public static IReadOnlyList<ModelTask> All { get; } =
    [
        new ClassifyTask(),
        new RegressTask(),
        new TagTask(),
        new TranslateTask(),
        new GenerateTask(),
    ];

    /// <summary>The task of a name, or null.</summary>
    public static ModelTask? Find(string name) => All.FirstOrDefault(t => t.Name == name);

    /// <summary>Goes on with a run, whether a recipe or a task began it.</summary>
    /// <exception cref="UnrollException">Nothing here knows the run, its data is not what it was, or a file is damaged.</exception>
    public static RunResult Resume(RunContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        string? recipe = ReadText(context.Run, "recipe");
        if (recipe is not null)
        {
            return RecipeCatalog.Find(recipe).Resume(context);
        }

        string? task = ReadText(context.Run, "task");
        return Find(task ?? "") is { } found ? found.Resume(context)
            : throw new UnrollException($"{context.Run.ConfigPath}: no recipe and no task that can go on with this run (task `{task}`)");
    }

    /// <summary>A string at the top level of a run's config.json, or null where there is none of that name.</summary>
    /// <exception cref="UnrollException">The file is not JSON.</exception>
    internal static string? ReadText(RunFolder run, string name)
    {
        try
        {
            using JsonDocument config = JsonDocument.Parse(run.ReadConfig());
            return config.RootElement.TryGetProperty(name, out JsonElement value) ? value.GetString() : null;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw new UnrollException($"{run.ConfigPath}: not the config of a run: {e.Message.ReplaceLineEndings(" ")}", e);
        }
    }
}
