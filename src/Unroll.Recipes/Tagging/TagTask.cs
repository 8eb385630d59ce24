using Unroll.Models;
using Unroll.Recurrent;

namespace Unroll.Recipes;

/// <summary><c>unroll train tag</c>: a tag for each word of a sentence.</summary>
internal sealed class TagTask : ModelTask
{
    private static readonly TaggerOptions Model = new() { Recurrent = new(Cell.Lstm, 100) { Bidirectional = true } };

    private static readonly TrainingRecord Training = new(
        Epochs: 30, Batch: 16, Optimizer: "adam:lr=0.002", Schedule: "constant", Clip: 5, Patience: 6, Minutes: null, Seed: 42);

    /// <inheritdoc/>
    public override string Name => "tag";

    /// <inheritdoc/>
    public override string DataHelp => "a file in CoNLL columns, a word and its tag on each line, a blank line between sentences";

    /// <inheritdoc/>
    public override IReadOnlyList<RecipeSetting> Settings => TaggerOverrides.FileSettings;

    /// <inheritdoc/>
    public override RunResult Train(IReadOnlyList<string> data, RunOptions options, RunContext context)
    {
        var tagged = TaggingData.FromFile(data[0], options.Valid, TaggerOverrides.Columns(options), options.Seed);
        var plan = new ReadingPlan
        {
            Name = "network",
            Data = tagged.Record,
            Valid = options.Valid is { } file ? Path.GetFullPath(file) : null,
            Options = options with { Data = data[0] },
            Training = ReadingPlan.Apply(Training with { Epochs = options.Quick ? 3 : Training.Epochs }, options, options.Seed),
        };
        return Execute(plan, tagged, context);
    }

    /// <inheritdoc/>
    public override RunResult Resume(RunContext context)
    {
        var plan = ReadingPlan.Read(context.Run);
        return Execute(plan, Data(plan), context);
    }

    /// <summary>The data of a run again.</summary>
    /// <exception cref="UnrollException">It is gone, or not what it was.</exception>
    internal static TaggingData Data(ReadingPlan plan)
    {
        var data = TaggingData.FromFile(plan.Data.Path!, plan.Valid, TaggerOverrides.Columns(plan.Options), plan.Options.Seed);
        Fingerprint.Check(plan.Data, data.Record.Sha256, data.Record.Items);
        return data;
    }

    private static RunResult Execute(ReadingPlan plan, TaggingData data, RunContext context) => TaggingRun.Execute(
        plan, TaggerOverrides.Apply(Model with { Crf = data.Train.Scheme != Unroll.Data.TagScheme.Plain }, plan.Options, plan.Training.Seed),
        data, $"Tagging {plan.Data.Name}", [], context);
}
