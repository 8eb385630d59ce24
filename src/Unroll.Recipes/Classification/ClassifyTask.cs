using Unroll.Models;

namespace Unroll.Recipes;

/// <summary><c>unroll train classify</c>: labels texts, or sequences of numbers.</summary>
internal sealed class ClassifyTask : ModelTask
{
    /// <inheritdoc/>
    public override string Name => "classify";

    /// <inheritdoc/>
    public override string DataHelp => "a file with text<TAB>label on each line, or a CSV file with the header id,time,<features...>,label";

    /// <inheritdoc/>
    public override IReadOnlyList<RecipeSetting> Settings =>
        [.. ModelOverrides.Settings.Concat(SeriesClassification.Settings).DistinctBy(s => s.Key)];

    /// <inheritdoc/>
    public override RunResult Train(IReadOnlyList<string> data, RunOptions options, RunContext context) =>
        SeriesSource.IsTable(data[0]) ? SeriesClassification.Train(data[0], options, context) : TextClassification.Train(data[0], options, context);

    /// <inheritdoc/>
    public override RunResult Resume(RunContext context) =>
        ModelKinds.Kind(context.Run) == SeriesFiles.Kind ? SeriesClassification.Resume(context) : TextClassification.Resume(context);
}
