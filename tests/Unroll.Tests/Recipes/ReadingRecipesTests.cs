using Unroll.Recipes;
using Unroll.Tests.Data;

namespace Unroll.Tests.Recipes;

/// <summary>The recipes that read sentences, trees and DNA, on what they generate themselves.</summary>
public sealed class ReadingRecipesTests
{
    private static RunOptions Small(string recipe, string? model = null) => new()
    {
        Data = "sample", Quick = true, Model = model, Epochs = 2, Units = 8, Embedding = 8, Batch = 64,
        Set = recipe is "pos" or "entities" ? new Dictionary<string, string> { ["character-units"] = "6" } : new Dictionary<string, string>(),
    };

    [Theory]
    [InlineData("pos", null, "accuracy", "Sentences")]
    [InlineData("entities", null, "entity_f1", "Entities")]
    [InlineData("sentiment", "cnn", "accuracy", "Wrong and certain")]
    [InlineData("sentiment", "bilstm", "accuracy", "Wrong and certain")]
    [InlineData("sentiment", "tree-lstm", "binary_accuracy", "Trees")]
    [InlineData("sentiment", "tree-lstm-sum", "node_accuracy", "Trees")]
    [InlineData("dna", null, "accuracy", "Classification")]
    public void ARunAnswersEvaluatesAndGoesOnToTheSameBits(string name, string? model, string metric, string heading)
    {
        using var folder = new TemporaryFolder();
        string whole = Path.Combine(folder.Path, "whole"), broken = Path.Combine(folder.Path, "broken");
        IRecipe recipe = RecipeCatalog.Find(name);
        RunResult result = RecipeRun.New(whole, c => recipe.Run(Small(name, model), c));
        Assert.InRange(RecipeRun.Metric(result.Metrics, metric), 0, 1);
        Assert.NotNull(result.Baseline);
        Assert.Contains($"<h2>{heading}</h2>", File.ReadAllText(Path.Combine(whole, "report.html")), StringComparison.Ordinal);

        RecipeRun.Interrupted(broken, c => recipe.Run(Small(name, model), c), epoch: 1);
        RecipeRun.Again(broken, TaskCatalog.Resume);
        Assert.Equal(File.ReadAllBytes(Path.Combine(whole, "model.safetensors")), File.ReadAllBytes(Path.Combine(broken, "model.safetensors")));

        ISavedModel saved = ModelKinds.Load(whole);
        Assert.NotEmpty(saved.Summary);
        var again = new RecordedOutput();
        RunResult evaluated = saved.Evaluate(Unroll.Training.RunFolder.Open(whole), [], again);
        Assert.Equal(RecipeRun.Metric(result.Metrics, "accuracy"), RecipeRun.Metric(evaluated.Metrics, "accuracy"), 1e-12);
        string input = name == "dna" ? new string('A', 30) + new string('N', 30) : "the film was not very good .";
        ModelOutput answer = Assert.Single(saved.Predict([input], new PredictRequest(2, Steps: false, Colors: false)));
        Assert.NotEmpty(answer.Text);
        using var buffer = new MemoryStream();
        using (var json = new System.Text.Json.Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            answer.WriteJson(json);
            json.WriteEndObject();
        }

        Assert.Contains("\"input\"", System.Text.Encoding.UTF8.GetString(buffer.ToArray()), StringComparison.Ordinal);
    }

    [Fact]
    public void FoldsAreAveragedAndKeptBelowTheRun()
    {
        using var folder = new TemporaryFolder();
        string run = Path.Combine(folder.Path, "run");
        RunResult result = RecipeRun.New(run, c => RecipeCatalog.Find("dna").Run(Small("dna") with { Splits = 2, Epochs = 1 }, c));
        Assert.Contains(result.Metrics, m => m.Key == "accuracy_sd");
        Assert.True(File.Exists(Path.Combine(run, "trainings", "fold1", "model.safetensors")));
    }

    [Fact]
    public void AUsersOwnFileIsTaggedWithItsColumnsAndItsTags()
    {
        using var folder = new TemporaryFolder();
        string data = Path.Combine(folder.Path, "own.conll"), run = Path.Combine(folder.Path, "run");
        File.WriteAllText(data, string.Join("\n", SentenceGrammar.Names(120, 9).Select(s => string.Join(
            "\n", s.Words.Select((w, i) => $"{i}\t{w}\tx{i % 3}"))).Select(s => s + "\n")));
        ModelTask task = TaskCatalog.Find("tag")!;
        var options = new RunOptions
        {
            Quick = true, Units = 6, Embedding = 6,
            Set = new Dictionary<string, string> { ["word-column"] = "2", ["tag-column"] = "3", ["characters"] = "none" },
        };
        RunResult result = RecipeRun.New(run, c => task.Train([data], options, c));
        Assert.Equal("own.conll", result.Data.Name);
        Assert.InRange(RecipeRun.Metric(result.Metrics, "accuracy"), 0, 1);
        Assert.Equal(
            RecipeRun.Metric(result.Metrics, "accuracy"),
            RecipeRun.Metric(ModelKinds.Load(run).Evaluate(Unroll.Training.RunFolder.Open(run), [], new RecordedOutput()).Metrics, "accuracy"));
        Assert.StartsWith("I/", ModelKinds.Load(run).Predict(["I saw her."], new PredictRequest(1, false, false))[0].Text, StringComparison.Ordinal);
        File.AppendAllText(data, "\n1\tmore\tx0\n");
        Assert.Contains("the data has changed", Assert.Throws<UnrollException>(() => RecipeRun.Again(run, TaskCatalog.Resume)).Message, StringComparison.Ordinal);
        Assert.Contains("unknown setting `word-colum`", Assert.Throws<UnrollException>(() => RecipeRun.New(
            Path.Combine(folder.Path, "bad"), c => task.Train([data], options with { Set = new Dictionary<string, string> { ["word-colum"] = "2" } }, c))).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void TheGrammarOfSentimentIsWhatItSays()
    {
        foreach (Unroll.Data.LabeledTree tree in SentimentGrammar.Trees(200, 4))
        {
            for (int n = 0; n < tree.Nodes.Count; n++)
            {
                if (tree.Nodes[n].Children.Count == 2 && tree.Nodes[tree.Nodes[n].Children[0]].Word is "not" or "hardly")
                {
                    int inner = tree.Nodes[tree.Nodes[n].Children[1]].Label;
                    Assert.Equal(inner == 2 ? 2 : inner > 2 ? 1 : 3, tree.Nodes[n].Label);
                }
            }
        }
    }
}
