using Unroll.Models;
using Unroll.Recurrent;

namespace Unroll.Recipes;

/// <summary>
/// Names in social media: a bidirectional LSTM over words and their letters, and a conditional random field over the tags (Lample et al.
/// 2016), on the shared task whose test names hardly occur in training (Derczynski et al. 2017). Whole names count, as conlleval counts.
/// </summary>
public sealed class EntitiesRecipe : IRecipe
{
    /// <summary>The name on the command line.</summary>
    internal const string Key = "entities";

    private static readonly TaggerOptions Model = new()
    {
        Embedding = 64,
        Characters = CharacterEncoder.Convolution, CharacterEmbedding = 32, CharacterUnits = 48,
        Recurrent = new(Cell.Lstm, 80) { Bidirectional = true },
        InputDropout = 0.5f, OutputDropout = 0.5f, WordDropout = 1,
        Crf = true,
    };

    private static readonly TrainingRecord Training = new(
        Epochs: 30, Batch: 16, Optimizer: "adam:lr=0.002", Schedule: "cosine", Clip: 5, Patience: 0, Minutes: null, Seed: 42);

    /// <inheritdoc/>
    public string Name => Key;

    /// <inheritdoc/>
    public string Title => "Names of people, places and things in social media";

    /// <inheritdoc/>
    public string Task => "tag";

    /// <inheritdoc/>
    public string Data => DataSets.Wnut17.Name;

    /// <inheritdoc/>
    public string Reference => "entity F1 26.30 to 41.86 in the shared task (Derczynski et al. 2017), with vectors pretrained on other text";

    /// <inheritdoc/>
    public string Measured => "entity F1 20.7, without any pretrained vectors (docs/results.md)";

    /// <inheritdoc/>
    public IReadOnlyList<RecipeSetting> Settings => TaggerOverrides.Settings;

    /// <inheritdoc/>
    public RunResult Run(RunOptions options, RunContext context)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(context);
        TaggingData data = TaggingRecipeData.Load(Key, options);
        var plan = new ReadingPlan
        {
            Recipe = Key,
            Name = "bilstm-crf",
            Data = data.Record,
            Options = options,
            Training = ReadingPlan.Apply(Training with { Epochs = options.Quick ? 2 : Training.Epochs }, options, options.Seed),
        };
        return Execute(plan, data, context);
    }

    /// <inheritdoc/>
    public RunResult Resume(RunContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        var plan = ReadingPlan.Read(context.Run);
        return Execute(plan, TaggingRecipeData.Again(plan), context);
    }

    private static RunResult Execute(ReadingPlan plan, TaggingData data, RunContext context) => TaggingRun.Execute(
        plan, TaggerOverrides.Apply(Model, plan.Options, plan.Training.Seed), data, "Names in social media",
        ["The systems of the shared task had vectors and lists of names from far more text; this network has the training sentences and nothing else."],
        context);
}
