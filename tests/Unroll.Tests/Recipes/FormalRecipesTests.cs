using Unroll.Models;
using Unroll.Recipes;
using Unroll.Tests.Data;

namespace Unroll.Tests.Recipes;

public sealed class FormalRecipesTests
{
    private static readonly ParenthesesRecipe Parentheses = new();
    private static readonly DyckRecipe Dyck = new();

    private static RunOptions Options(params (string Key, string Value)[] set) => new() { Set = set.ToDictionary(s => s.Key, s => s.Value), Quick = true };

    [Fact]
    public void ParenthesesComparesTrainingsAndItsRunAnswersLikeAnyClassifier()
    {
        using var folder = new TemporaryFolder();
        string run = Path.Combine(folder.Path, "run");
        var output = new RecordedOutput();
        RunResult result = RecipeRun.New(run, c => Parentheses.Run(Options(("models", "elman-relu,lstm"), ("steps", "60")) with { Units = 8 }, c), output);
        Assert.Equal(["elman-relu, easy negatives", "lstm, easy negatives", "elman-relu, hard negatives", "lstm, hard negatives"], result.Models.Select(m => m.Name));
        Assert.All(result.Models, m => Assert.InRange(RecipeRun.Metric(m.Metrics, "accuracy"), 0.4, 1));
        SequenceClassifier model = SequenceClassifier.Load(run);
        Assert.True(model.Options.RectifyFeatures);
        Assert.Equal(4, model.Options.Recurrent.Layers);
        Assert.InRange(model.Predict("([)]").Probabilities.Sum(), 0.999f, 1.001f);
        Assert.All(["Result", "Longer than anything seen", "Training", "Examples"], heading => Assert.Contains(
            $"<h2>{heading}</h2>", File.ReadAllText(Path.Combine(run, "report.html")), StringComparison.Ordinal));
    }

    [Fact]
    public void ANetworkThatSeesEasyNegativesOnlyLearnsToTellThemFromValidStrings()
    {
        using var folder = new TemporaryFolder();
        RunResult result = RecipeRun.New(
            Path.Combine(folder.Path, "run"), c => Parentheses.Run(Options(("models", "elman-relu"), ("negatives", "easy"), ("steps", "300")), c));
        Assert.InRange(RecipeRun.Metric(result.Models[0].Metrics, "accuracy"), 0.9, 1);
    }

    [Fact]
    public void DyckTrainsChecksAndItsRunPredictsAndSamples()
    {
        using var folder = new TemporaryFolder();
        string run = Path.Combine(folder.Path, "run");
        RunResult result = RecipeRun.New(run, c => Dyck.Run(Options(("languages", "2:3,2:2"), ("tokens", "500,3000"), ("seeds", "2")), c));
        Assert.Equal(6, RecipeRun.Metric(result.Metrics, "constructions_exact"));
        Assert.Equal(4, result.Models.Count);
        Assert.True(RecipeRun.Metric(result.Models[1].Metrics, "test_loss") < Math.Log(5));
        ISavedModel model = ModelKinds.Load(run);
        Assert.Equal("language model of Dyck-(2,3): lstm of 6 units", model.Summary);
        Assert.Equal(2, model.Predict(["", "(0 (1"], new PredictRequest(3, false, false)).Count);
        UnrollException e = Assert.Throws<UnrollException>(() => model.Predict(["(7"], new PredictRequest(1, false, false)));
        Assert.StartsWith("`(7` is no bracket of this model", e.Message, StringComparison.Ordinal);
        Assert.All(["Written weights", "Trained weights", "By distance"], heading => Assert.Contains(
            $"<h2>{heading}</h2>", File.ReadAllText(Path.Combine(run, "report.html")), StringComparison.Ordinal));
    }

    [Fact]
    public void TheWrittenNetworkSamplesItsLanguageOnly()
    {
        using var folder = new TemporaryFolder();
        string run = Path.Combine(folder.Path, "run");
        RecipeRun.New(run, c => Dyck.Run(Options(("languages", "8:3"), ("train", "no")), c));
        var samples = new Samples();
        ModelKinds.Load(run).Sample(new SampleRequest { Count = 20, Seed = 3 }, samples);
        Assert.Equal(20, samples.Whole.Count);
        Assert.All(samples.Whole, s =>
        {
            var open = new Stack<string>();
            foreach (string token in s.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            {
                if (token[0] == '(')
                {
                    open.Push(token[1..]);
                    Assert.InRange(open.Count, 1, 3);
                }
                else
                {
                    Assert.Equal(open.Pop(), token[1..]);
                }
            }

            Assert.Empty(open);
        });
    }

    [Theory]
    [InlineData("parentheses")]
    [InlineData("dyck")]
    public void AnInterruptedRunGoesOnToTheSameBits(string recipe)
    {
        using var folder = new TemporaryFolder();
        string whole = Path.Combine(folder.Path, "whole"), parts = Path.Combine(folder.Path, "parts");
        RunOptions options = recipe == "dyck"
            ? Options(("languages", "2:2"), ("tokens", "300,600"), ("seeds", "1"))
            : Options(("models", "elman-relu,gated-relu"), ("negatives", "hard"), ("steps", "20"));
        IRecipe found = RecipeCatalog.Find(recipe);
        RecipeRun.New(whole, c => found.Run(options, c));
        RecipeRun.Interrupted(parts, c => found.Run(options, c), epoch: 1);
        RecipeRun.Again(parts, found.Resume);
        Assert.Equal(File.ReadAllText(Path.Combine(whole, "metrics.jsonl")), File.ReadAllText(Path.Combine(parts, "metrics.jsonl")));
        Assert.Equal(File.ReadAllBytes(Path.Combine(whole, "model.safetensors")), File.ReadAllBytes(Path.Combine(parts, "model.safetensors")));
    }

    [Theory]
    [InlineData("parentheses", "models", "elman-relu,nope", "unknown network `nope`")]
    [InlineData("parentheses", "regime", "mine", "expected course or batched for `regime`, got mine")]
    [InlineData("parentheses", "negatives", "soft", "expected easy or hard for `negatives`, got soft")]
    [InlineData("dyck", "languages", "2", "expected kinds:depth such as 8:3 for `languages`, got 2")]
    [InlineData("dyck", "tokens", "many", "expected positive integers for `tokens`, got many")]
    [InlineData("dyck", "units", "3", "unknown setting `units`")]
    public void AWrongSettingIsOneClearLine(string recipe, string key, string value, string message)
    {
        using var folder = new TemporaryFolder();
        UnrollException e = Assert.Throws<UnrollException>(
            () => RecipeRun.New(Path.Combine(folder.Path, "run"), c => RecipeCatalog.Find(recipe).Run(Options((key, value)), c)));
        Assert.StartsWith(message, e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void AnOptionThatMeansNothingHereIsRefused()
    {
        using var folder = new TemporaryFolder();
        UnrollException e = Assert.Throws<UnrollException>(
            () => RecipeRun.New(Path.Combine(folder.Path, "run"), c => Dyck.Run(new RunOptions { Units = 3, Valid = "x.tsv" }, c)));
        Assert.StartsWith("dyck has no --units, --valid; it has --set languages", e.Message, StringComparison.Ordinal);
    }

    private sealed class Samples : ISampleOutput
    {
        public List<string> Whole { get; } = [];

        public void Piece(string text)
        {
        }

        public void End(string whole, double? logProbability = null) => Whole.Add(whole);
    }
}
