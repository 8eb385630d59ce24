using System.Diagnostics;
using System.Globalization;
using Unroll.Data.Ink;
using Unroll.Models;
using Unroll.Training;

namespace Unroll.Recipes;

/// <summary>Handwritten formulas to LaTeX: the movements of a pen in, tokens out, with attention that knows where it looked (Zhang et al. 2017).</summary>
public sealed class HandwritingRecipe : IRecipe
{
    /// <inheritdoc/>
    public string Name => HandwritingPlan.Name;

    /// <inheritdoc/>
    public string Title => "Handwritten formulas to LaTeX";

    /// <inheritdoc/>
    public string Task => "translate";

    /// <inheritdoc/>
    public string Data => "crohme";

    /// <inheritdoc/>
    public string Reference => "Zhang, Du and Dai 2017: 52.43% of the 986 expressions of CROHME 2014, model chosen on the test set";

    /// <inheritdoc/>
    public string Measured => "36.5% of the 986 test formulas read exactly (docs/results.md)";

    /// <inheritdoc/>
    public bool CanRecompute => false;

    /// <inheritdoc/>
    public IReadOnlyList<RecipeSetting> Settings => HandwritingPlan.Settings;

    /// <inheritdoc/>
    public RunResult Run(RunOptions options, RunContext context)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(context);
        var plan = HandwritingPlan.Of(this, options);
        var data = HandwritingData.Load(plan);

        // The tokens are those of all training formulas, the held-out twentieth included; never those of the test.
        plan = plan with { Tokens = [.. LatexVocabulary.Learn(data.Train.Concat(data.Valid).Select(f => f.Tokens)).Tokens] };
        plan.CreateModel();
        RecordedPlan.Write(context.Run, plan);
        return Execute(plan, data, context);
    }

    /// <inheritdoc/>
    public RunResult Resume(RunContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        HandwritingPlan plan = RecordedPlan.Read<HandwritingPlan>(context.Run, "a run of handwriting");
        plan.Data.Again();
        return Execute(plan with { Minutes = null }, HandwritingData.Load(plan), context);
    }

    /// <summary>The share of held-out formulas that the kept weights read rightly.</summary>
    private static double BestRate(RunContext context, int epoch) =>
        MetricsLog.Read(context.Run.MetricsPath).FirstOrDefault(r => r["epoch"] == epoch)?["valid_expression_rate"] ?? double.NaN;

    private static RunResult Execute(HandwritingPlan plan, HandwritingData data, RunContext context)
    {
        var clock = Stopwatch.StartNew();
        context.Output.Log(string.Create(
            CultureInfo.InvariantCulture,
            $"data: {plan.Data.Source}; {data.Usable} training formulas can be read, {data.Bad.Count} files are noted below; {data.Train.Count} trained on, {data.Valid.Count} "
            + $"held out to choose the weights, {data.Test.Count} to test; {plan.Tokens.Length} tokens; {data.Train.Average(f => f.Points):0} points and "
            + $"{data.Train.Average(f => f.Tokens.Length):0.0} tokens on average"));
        foreach (string bad in data.Bad.Take(5))
        {
            context.Output.Log($"note: {bad}");
        }

        InkRecognizer model = plan.CreateModel();
        var task = new InkTask(
            model, HandwritingData.Examples(data.Train, model.Vocabulary), HandwritingData.Examples(data.Valid, model.Vocabulary),
            plan.Augment ? new InkAugmentation() : null, plan.Curriculum, plan.Batch, plan.Seed);
        TrainingResult trained = TrainingSession.Fit(task, plan.Training(), context, HandwritingPlan.Name, context.Run);
        if (trained.End == TrainingEnd.TimeUp)
        {
            SavedWeights.RestoreBest(model, context.Run);
        }

        SavedWeights.Save(model, context.Run);
        context.Output.Log($"reading the {data.Test.Count} test formulas with a beam of {plan.Beam}");
        ReadingScore score = ReadingScore.Of(model, data.Test, plan.Beam, context.Cancellation);
        List<KeyValuePair<string, double>> metrics =
        [
            .. score.Metrics, new("best_epoch", trained.BestEpoch), new("valid_expression_rate", BestRate(context, trained.BestEpoch)), new("epochs", trained.Epochs),
            new("steps", trained.Steps), new("parameters", model.ParameterCount()), new("training_seconds", trained.Seconds),
        ];
        foreach ((string name, double value) in metrics)
        {
            context.Output.Result(string.Create(CultureInfo.InvariantCulture, $"{name.Replace('_', ' '),-24}{value:0.####}"));
        }

        HandwritingPage.Save(plan, data, model, score, metrics, context);
        return new RunResult
        {
            Run = context.Run.Path, Seconds = clock.Elapsed.TotalSeconds,
            Data = new RunData(plan.Data.Name, plan.Data.Source, data.Train.Count + data.Valid.Count + data.Test.Count), Metrics = metrics,
        };
    }
}
