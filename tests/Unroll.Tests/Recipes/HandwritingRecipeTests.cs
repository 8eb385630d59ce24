using Unroll.Data.Ink;
using Unroll.Models;
using Unroll.Optimizers;
using Unroll.Recipes;
using Unroll.Tests.Data;
using Unroll.Training;

namespace Unroll.Tests.Recipes;

public sealed class HandwritingRecipeTests
{
    private static readonly HandwritingRecipe Recipe = new();

    [Fact]
    public void AQuickRunLearnsAndItsModelReadsAFile()
    {
        using var folder = new TemporaryFolder();
        string run = Path.Combine(folder.Path, "run"), file = Path.Combine(folder.Path, "a.inkml");
        RunResult result = RecipeRun.New(run, c => Recipe.Run(new RunOptions { Quick = true, Data = "sample", Epochs = 30 }, c));
        RunResult little = RecipeRun.New(Path.Combine(folder.Path, "little"), c => Recipe.Run(new RunOptions { Quick = true, Data = "sample", Epochs = 1 }, c));
        Assert.InRange(RecipeRun.Metric(result.Metrics, "token_error_rate"), 0, RecipeRun.Metric(little.Metrics, "token_error_rate") - 0.1);
        Assert.InRange(RecipeRun.Metric(result.Metrics, "within_3"), RecipeRun.Metric(result.Metrics, "expression_rate"), 1);
        InkDocument ink = FormulaWriter.Make(1)[0];
        File.WriteAllText(file, "<ink>" + string.Concat(ink.Strokes.Select(s => "<trace>" + string.Join(',', s.Select(p => FormattableString.Invariant($"{p.X} {p.Y}"))) + "</trace>")) + "</ink>");
        ISavedModel model = ModelKinds.Load(run);
        string text = Assert.Single(model.Predict([file], new PredictRequest(2, Steps: true, false))).Text;
        Assert.StartsWith(file + ": ", text, StringComparison.Ordinal);
        Assert.Contains("stroke ", text, StringComparison.Ordinal);
        Assert.Contains("nothing written", Assert.Throws<UnrollException>(() => Predict("<ink></ink>")).Message, StringComparison.Ordinal);
        Assert.Contains("not InkML", Assert.Throws<UnrollException>(() => Predict("")).Message, StringComparison.Ordinal);
        File.WriteAllText(file, "<ink><trace>1 1</trace></ink>");
        Assert.Contains("what is written there is not known", Assert.Throws<UnrollException>(() => model.Evaluate(null, [file], new RecordedOutput())).Message, StringComparison.Ordinal);
        Assert.Equal(30, RecipeRun.Metric(model.Evaluate(null, [], new RecordedOutput()).Metrics, "expressions"));
        Assert.All(["Read wrongly", "Training", "Metrics"], heading => Assert.Contains(
            $"<h2>{heading}</h2>", File.ReadAllText(Path.Combine(run, "report.html")), StringComparison.Ordinal));

        void Predict(string content)
        {
            File.WriteAllText(file, content);
            model.Predict([file], new PredictRequest(1, false, false));
        }
    }

    [Fact]
    public void ItCanLearnEveryFormulaItIsShown()
    {
        WrittenFormula[] formulas = [.. FormulaWriter.Make(40).Select(WrittenFormula.Of).Where(f => f.Tokens.Length < 16).Take(12)];
        var model = new InkRecognizer(
            LatexVocabulary.Learn(formulas.Select(f => f.Tokens)),
            new InkRecognizerOptions { EncoderUnits = 24, EncoderLayers = 2, DecoderUnits = 48, Embedding = 16, AttentionUnits = 24, Dropout = 0 });
        var task = new InkTask(model, HandwritingData.Examples(formulas, model.Vocabulary), [], null, [], 4, 1);
        new Trainer(task, new TrainerOptions { Epochs = 150, BatchSize = 4, Optimizer = new Adam(5e-3f), ClipNorm = 1 }).Fit();
        Assert.Equal(1, ReadingScore.Of(model, formulas, 5, CancellationToken.None).Within(0));
    }

    [Fact]
    public void AnInterruptedRunGoesOnToTheSameBits()
    {
        using var folder = new TemporaryFolder();
        string whole = Path.Combine(folder.Path, "whole"), parts = Path.Combine(folder.Path, "parts");
        var options = new RunOptions { Quick = true, Data = "sample", Dropout = 0.2f };
        RecipeRun.New(whole, c => Recipe.Run(options, c));
        RecipeRun.Interrupted(parts, c => Recipe.Run(options, c), 2);
        RecipeRun.Again(parts, Recipe.Resume);
        Assert.Equal(File.ReadAllBytes(Path.Combine(whole, "model.safetensors")), File.ReadAllBytes(Path.Combine(parts, "model.safetensors")));
    }

    [Fact]
    public void WhatIsWrittenCanBeReadAndNeverDiffers()
    {
        IReadOnlyList<InkDocument> first = FormulaWriter.Make(200), again = FormulaWriter.Make(100);
        Assert.All(again.Zip(first), p => Assert.Equal(p.Second.Strokes.SelectMany(s => s), p.First.Strokes.SelectMany(s => s)));
        Assert.All(first, i => Assert.Equal(i.Truth, string.Join(' ', LatexTokens.Normalize(i.Truth!))));
        Assert.True(first.Select(i => i.Truth).Distinct().Count() > 100);
    }
}
