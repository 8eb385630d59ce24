using System.Diagnostics;
using System.Globalization;
using Unroll.Data;
using Unroll.Decoding;
using Unroll.Models;

namespace Unroll.Recipes;

/// <summary>From a corpus to a trained language model, its figures, its samples and its report: the same for recipes and for own files.</summary>
internal static class GenerationRun
{
    /// <summary>Samples that novelty is measured on.</summary>
    private const int Samples = 1000;
    private const int TextLength = 20000, WordsLength = 4000;

    public static RunResult Execute(
        GenerationPlan plan, LanguageModelOptions shape, Corpus corpus, string title, RunContext context, LanguageRecipe? recipe = null)
    {
        long start = Stopwatch.GetTimestamp();
        IRunOutput output = context.Output;

        // 1. Train, or go on.
        TrainedLanguage trained = LanguageTraining.Fit(plan, shape, corpus, context.Run, context);
        plan = trained.Plan;
        if (trained.WasFinished)
            output.Log($"{context.Run.Path} was finished already; its result again:");

        // 2. What it has to beat, on the same data.
        RunModel? baseline = LanguageBaseline.Measure(trained);

        // 3. What it writes, and how new that is.
        bool items = trained.Model.Pieces.IsItems;
        int length = items ? 300 : plan.Options.Quick ? 2000 : plan.Corpus.Pieces is PieceKind.Words or PieceKind.Tokens ? WordsLength : TextLength;
        IReadOnlyList<GeneratedText> samples = new TextGenerator(trained.Model).Generate(
            new GenerationOptions { Count = items ? (plan.Options.Quick ? 200 : Samples) : 1, Length = length, Seed = plan.Training.Seed },
            null, context.Cancellation);
        Novelty novelty = items ? Novelty.OfItems(samples, trained.Train.Lines!, trained.Valid.Lines!)
            : Novelty.OfText(samples[0].Text, trained.Train.Text ?? System.Text.Encoding.Latin1.GetString(trained.Train.Bytes!));
        GenerationExtras extras = recipe?.Extras(trained, samples) ?? GenerationExtras.None;
        IReadOnlyList<KeyValuePair<string, double>> metrics = [.. trained.Metrics, .. novelty.Metrics(items), .. extras.Metrics];

        // 4. Say it, and write the report.
        var own = new RunModel(plan.Name, metrics);
        var notes = new List<string>();
        if (baseline is not null)
        {
            notes.Add(string.Create(CultureInfo.InvariantCulture,
                $"On {trained.Valid.Size} that were not trained on; the best epoch ({trained.Result.BestEpoch} of {trained.Result.Epochs}) was chosen on the same, which flatters a little."));
            notes.Add(LanguageBaseline.Verdict(baseline, trained.Score));
        }

        notes.Add(novelty.Sentence(items));
        notes.AddRange(extras.Sentences);
        if (trained.Score.Pieces > 0)
            output.Result(SavedLanguage.Describe(trained.Score, trained.Model.Pieces.Kind));
        notes.ForEach(output.Result);
        output.Result(items ? string.Join("  ", samples.Take(10).Select(s => LiveSamples.OneLine(s.Text))) : samples[0].Text[..Math.Min(400, samples[0].Text.Length)]);
        new GenerationPage
        {
            Title = title, Trained = trained, Models = baseline is null ? [own] : [baseline, own], Notes = notes, Samples = samples, Extras = extras,
        }.Write();
        output.Result($"report: {context.Run.ReportPath}");
        return new RunResult
        {
            Run = context.Run.Path,
            Seconds = Stopwatch.GetElapsedTime(start).TotalSeconds,
            Data = new RunData(plan.Data.Name, plan.Data.Source, plan.Data.Items),
            Metrics = metrics,
            Baseline = baseline,
        };
    }
}
