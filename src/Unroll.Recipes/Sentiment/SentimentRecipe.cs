namespace Unroll.Recipes;

/// <summary>
/// Sentiment of film reviews, two ways. Over sentences (<c>cnn</c>, <c>bilstm</c>): convolutions (Kim 2014) beside a bidirectional LSTM and
/// a bag of words. Over trees (<c>tree-lstm</c>, <c>tree-lstm-sum</c>, <c>recursive</c>): networks that go from the words of a parsed
/// sentence up to the whole (Socher et al. 2011, 2013; Tai et al. 2015). All start from random word vectors.
/// </summary>
public sealed class SentimentRecipe : IRecipe
{
    /// <summary>The name on the command line.</summary>
    internal const string Key = "sentiment";

    /// <inheritdoc/>
    public string Name => Key;

    /// <inheritdoc/>
    public string Title => "For or against: sentences word by word, and trees from the words up";

    /// <inheritdoc/>
    public string Task => "classify";

    /// <inheritdoc/>
    public string Data => $"{DataSets.RtPolarity.Name}, {DataSets.SentimentTrees.Name}";

    /// <inheritdoc/>
    public string Reference => "sentences 76.1% (CNN, random vectors, Kim 2014); trees 43.9% of five labels, 82.0% of two (Tree-LSTM, random vectors, Tai et al. 2015)";

    /// <inheritdoc/>
    public string Measured => "sentences 77% (biLSTM), trees 47.3% of five labels, 85.3% of two (docs/results.md)";

    /// <inheritdoc/>
    public IReadOnlyList<string> ModelNames => [.. SentimentModels.All.Select(m => m.Name)];

    /// <inheritdoc/>
    public IReadOnlyList<RecipeSetting> Settings => SentimentModels.Settings;

    /// <inheritdoc/>
    public RunResult Run(RunOptions options, RunContext context)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(context);
        return Execute(options, null, context);
    }

    /// <inheritdoc/>
    public RunResult Resume(RunContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        // Everything follows from the options: what is finished is read from its folder, what is half done goes on from its checkpoint.
        var plan = ReadingPlan.Read(context.Run);
        return Execute(plan.Options with { Minutes = null }, plan.Data, context);
    }

    private static RunResult Execute(RunOptions options, DataRecord? before, RunContext context)
    {
        // 1. The model, and with --compare the others over the same data.
        SentimentModel chosen = SentimentModels.Find(options.Model ?? "cnn");
        bool trees = chosen.Tree is not null;
        SentimentModel[] models = options.Compare
            ? [chosen, .. SentimentModels.All.Where(m => m != chosen && m.Tree is not null == trees)] : [chosen];
        ReadingPlan plan(DataRecord data) => new()
        {
            Recipe = Key,
            Name = chosen.Name,
            Data = data,
            Options = options,
            Training = SentimentModels.Apply(chosen, options, options.Seed).Training,
        };

        // 2. Trees have parts of their own; sentences are divided into ten folds.
        if (trees)
        {
            (Unroll.Data.LabeledTrees[] parts, DataRecord record) = before is null ? SentimentData.Trees(options) : SentimentData.TreesAgain(before, options);
            return TreeRun.Execute(plan(record), models, parts, context);
        }

        (Unroll.Data.LabeledText items, DataRecord sentences) = before is null ? SentimentData.Sentences(options) : SentimentData.SentencesAgain(before);
        return SentenceRun.Execute(plan(sentences), models, items, context);
    }
}
