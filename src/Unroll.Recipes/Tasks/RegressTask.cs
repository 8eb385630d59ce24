namespace Unroll.Recipes;

/// <summary><c>unroll train regress</c>: a number for each sequence, or a number a step.</summary>
internal sealed class RegressTask : ModelTask
{
    /// <inheritdoc/>
    public override string Name => "regress";

    /// <inheritdoc/>
    public override string DataHelp => "a CSV file with the header id,time,<features...>,target";

    /// <inheritdoc/>
    public override IReadOnlyList<RecipeSetting> Settings => SeriesRegression.Settings;

    /// <inheritdoc/>
    public override RunResult Train(IReadOnlyList<string> data, RunOptions options, RunContext context) =>
        SeriesRegression.Train(data[0], options, context);

    /// <inheritdoc/>
    public override RunResult Resume(RunContext context) => SeriesRegression.Resume(context);
}
