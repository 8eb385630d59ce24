using Unroll.Models;
using Unroll.Recipes.Integrals;
using Unroll.Training;

namespace Unroll.Recipes;

/// <summary>
/// How to load a trained model: by the property <c>kind</c> of its config.json or, where there is none, by its <c>task</c>.
/// </summary>
public static class ModelKinds
{
    private static readonly (string Kind, Func<string, ISavedModel> Load)[] Loaders =
    [
        ("classify", path => new SavedClassifier(path)),
        (IntegralsRecipe.Kind, path => new SavedIntegrator(path)),
        (SeriesFiles.Kind, path => new SavedSeries(path)),
        (TaggerFiles.Kind, path => new SavedTagger(SequenceTagger.Load(path))),
        (SentenceFiles.Kind, path => new SavedSentences(SentenceClassifier.Load(path))),
        (TreeFiles.Kind, path => new SavedTrees(TreeClassifier.Load(path))),
        (WindowFiles.Kind, path => new SavedWindows(WindowClassifier.Load(path))),
        ("translate", path => new SavedTranslator(path)),
        ("generate", path => new SavedLanguage(path)),
        ("jazz", path => new SavedJazz(path)),
        ("chorales", path => new SavedChorales(path)),
        ("sketch", path => new SavedSketch(path)),
        ("dyck", path => new SavedDyck(path)),
        ("speech", path => new SavedSpeech(path)),
        ("vanishing", path => new SavedVanishing(path)),
        ("pixels", path => new SavedPixels(path)),
        (HandwritingPlan.Name, path => new SavedHandwriting(path)),
        (CaptionerFiles.Kind, path => new SavedCaptioner(path)),
    ];

    /// <summary>Loads the model of a run folder, or a model.safetensors with its config.json beside it.</summary>
    /// <exception cref="UnrollException">There is no model, its kind is unknown, or a file is damaged.</exception>
    public static ISavedModel Load(string path)
    {
        RunFolder run = RunFolder.Open(path);
        string kind = Kind(run) ?? throw new UnrollException($"{run.ConfigPath}: not the config of an Unroll model: `task` is missing");
        foreach ((string name, Func<string, ISavedModel> load) in Loaders)
        {
            if (name == kind)
            {
                return load(path);
            }
        }

        throw new UnrollException(
            $"{run.ConfigPath}: a model of kind `{kind}`, which cannot be loaded; known: {string.Join(", ", Loaders.Select(l => l.Kind))}");
    }

    /// <summary>Whether models of a kind can be loaded.</summary>
    public static bool IsKnown(string? kind) => Array.Exists(Loaders, l => l.Kind == kind);

    /// <summary>The kind of a run's model, or null where its config names none.</summary>
    public static string? Kind(RunFolder run) => TaskCatalog.ReadText(run, "kind") ?? TaskCatalog.ReadText(run, "task");
}
