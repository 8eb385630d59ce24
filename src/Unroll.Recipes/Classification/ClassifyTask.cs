namespace Unroll.Recipes;

/// <summary><c>unroll train classify</c>: labels texts.</summary>
internal sealed class ClassifyTask : ModelTask
{
    /// <inheritdoc/>
    public override string Name => "classify";

    /// <inheritdoc/>
    public override string DataHelp => "a file with text<TAB>label on each line";

    /// <inheritdoc/>
    public override IReadOnlyList<RecipeSetting> Settings => ModelOverrides.Settings;

    /// <inheritdoc/>
    public override RunResult Train(IReadOnlyList<string> data, RunOptions options, RunContext context) =>
        TextClassification.Train(data[0], options, context);

    /// <inheritdoc/>
    public override RunResult Resume(RunContext context) => TextClassification.Resume(context);
}
