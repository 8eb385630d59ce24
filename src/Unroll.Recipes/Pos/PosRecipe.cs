using Unroll.Models;
using Unroll.Recurrent;

namespace Unroll.Recipes;

/// <summary>
/// Parts of speech: a bidirectional LSTM over words whose letters are read by another one (Plank, Søgaard and Goldberg 2016) says which of
/// 17 parts of speech each word is. Trained on the treebank's training part, the epoch chosen on its development part, tested once.
/// </summary>
public sealed class PosRecipe : IRecipe
{
    /// <summary>The name on the command line.</summary>
    internal const string Key = "pos";

    private static readonly TaggerOptions Model = new()
    {
        Embedding = 100,
        Characters = CharacterEncoder.Recurrent, CharacterEmbedding = 32, CharacterUnits = 64,
        Recurrent = new(Cell.Lstm, 150) { Bidirectional = true, Layers = 2, Dropout = 0.4f },
        InputDropout = 0.4f, OutputDropout = 0.4f, WordDropout = 0.25f,
        Crf = false,
    };

    private static readonly TrainingRecord Training = new(
        Epochs: 16, Batch: 32, Optimizer: "adam:lr=0.002", Schedule: "cosine", Clip: 5, Patience: 0, Minutes: null, Seed: 42);

    /// <inheritdoc/>
    public string Name => Key;

    /// <inheritdoc/>
    public string Title => "Parts of speech, word by word";

    /// <inheritdoc/>
    public string Task => "tag";

    /// <inheritdoc/>
    public string Data => DataSets.EnglishWebTreebank.Name;

    /// <inheritdoc/>
    public string Reference => "UPOS about 94 to 95% without pretrained vectors (biLSTM with letters, Plank et al. 2016 on an earlier release)";

    /// <inheritdoc/>
    public string Measured => "UPOS 95.6% (docs/results.md)";

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
            Name = "bilstm",
            Data = data.Record,
            Options = options,
            Training = ReadingPlan.Apply(Training with { Epochs = options.Quick ? 1 : Training.Epochs }, options, options.Seed),
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

    private static RunResult Execute(ReadingPlan plan, TaggingData data, RunContext context)
    {
        // A quick look takes a smaller network.
        TaggerOptions shape = plan.Options.Quick ? Model with { Recurrent = new(Cell.Lstm, 50) { Bidirectional = true }, CharacterUnits = 20 } : Model;
        return TaggingRun.Execute(
            plan, TaggerOverrides.Apply(shape, plan.Options, plan.Training.Seed), data, "Parts of speech", [], context);
    }
}
