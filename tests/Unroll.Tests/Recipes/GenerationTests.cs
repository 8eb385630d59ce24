using System.Text.Json;
using Unroll.Data;
using Unroll.Models;
using Unroll.Recipes;
using Unroll.Tests.Data;
using Unroll.Training;

namespace Unroll.Tests.Recipes;

public sealed class GenerationTests
{
    private static readonly RunOptions Small = new() { Quick = true, Units = 16, Embedding = 8, Epochs = 3, Batch = 8 };

    private static RunResult Train(string data, RunOptions options, RunContext context) => new GenerateTask().Train([data], options, context);

    private static string Lines(TemporaryFolder folder) =>
        folder.File("lines.txt", string.Concat(Enumerable.Range(0, 80).Select(i => $"{(char)('a' + (i % 7))}{i}{(char)('p' + (i % 5))}\n")));

    private static string Prose(TemporaryFolder folder) => folder.File("prose.txt", PlayWriter.Write(3, 6000));

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void AFileBecomesAModelThatCommandsTake(bool lines)
    {
        using var folder = new TemporaryFolder();
        string data = lines ? Lines(folder) : Prose(folder), run = Path.Combine(folder.Path, "run");
        var output = new RecordedOutput();
        RunResult result = RecipeRun.New(run, c => Train(data, Small with { Set = new Dictionary<string, string> { ["steps"] = "20" } }, c), output);
        Assert.True(RecipeRun.Metric(result.Metrics, "loss") > 0);
        Assert.NotNull(result.Baseline);
        string page = File.ReadAllText(Path.Combine(run, "report.html"));
        Assert.Contains("Units that follow the text", page, StringComparison.Ordinal);
        var saved = Assert.IsType<SavedLanguage>(ModelKinds.Load(run));
        Assert.Equal(lines, saved.Model.Pieces.IsItems);

        // What eval finds on the held-out part is what training said.
        RunResult again = saved.Evaluate(RunFolder.Open(run), [], new RecordedOutput());
        Assert.Equal(RecipeRun.Metric(result.Metrics, "loss"), RecipeRun.Metric(again.Metrics, "loss"), 1e-9);
        using var config = JsonDocument.Parse(File.ReadAllText(Path.Combine(run, "config.json")));
        Assert.Equal("generate", config.RootElement.GetProperty("kind").GetString());
        Assert.False(config.RootElement.TryGetProperty("recipe", out _));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void AnInterruptedRunGoesOnToTheSameBitsAndNoticesChangedData(bool lines)
    {
        using var folder = new TemporaryFolder();
        string data = lines ? Lines(folder) : Prose(folder), whole = Path.Combine(folder.Path, "whole"), parts = Path.Combine(folder.Path, "parts");
        RecipeRun.New(whole, c => Train(data, Small, c));
        RecipeRun.Interrupted(parts, c => Train(data, Small, c), epoch: 1);
        byte[] before = File.ReadAllBytes(data);
        File.AppendAllText(data, "more\n");
        Assert.Contains("has changed since the run began", Assert.Throws<UnrollException>(() => RecipeRun.Again(parts, new GenerateTask().Resume)).Message, StringComparison.Ordinal);
        File.WriteAllBytes(data, before);
        RecipeRun.Again(parts, new GenerateTask().Resume);
        Assert.Equal(File.ReadAllBytes(Path.Combine(whole, "model.safetensors")), File.ReadAllBytes(Path.Combine(parts, "model.safetensors")));
    }

    [Fact]
    public void TheHeldOutPartSharesNoLineWithTheRestAndIsTheEndOfAText()
    {
        var cut = new CorpusRecord(PieceKind.Characters, true, 1, 100, 0.25, null, 5, 10);
        (Corpus train, Corpus valid) = cut.Divide(Corpus.OfLines(["a", "b", "a", "c", "d", "a", "b", "e"]));
        Assert.Single(valid.Lines!);
        Assert.DoesNotContain(valid.Lines![0], train.Lines!);
        (train, valid) = cut.Divide(Corpus.OfText("abcdefgh"));
        Assert.Equal(("abcdef", "gh"), (train.Text, valid.Text));
    }

    [Fact]
    public void NgramsAreADistributionAndKnowWhatTheyCounted()
    {
        var ngrams = new NgramLanguage(5, 3);
        int[] text = [0, 1, 2, 0, 1, 2, 0, 1, 3, 0, 1, 2];
        ngrams.Add(text);
        double total = Enumerable.Range(0, 5).Sum(next => Math.Exp(-ngrams.Nats([0, 1, next], from: 2)));
        Assert.Equal(1, total, 1e-9);

        // By hand: after 0 1 came 2 three times and 3 once; after 1 the same; singly 2 came three times of twelve, of four kinds.
        double one = (3 + (4 * 0.2)) / (12.0 + 4), two = (3 + (2 * one)) / (4.0 + 2), three = (3 + (2 * two)) / (4.0 + 2);
        Assert.Equal(-Math.Log(three), ngrams.Nats([0, 1, 2], from: 2), 1e-9);
    }

    [Fact]
    public void AnOptionThatARecipeWouldIgnoreIsRefused()
    {
        using var folder = new TemporaryFolder();
        var options = new RunOptions { Quick = true, Data = "sample" };
        foreach ((string recipe, RunOptions given, string named) in (ReadOnlySpan<(string, RunOptions, string)>)
            [("names", options with { Compare = true }, "names has no --compare"), ("questions", options with { Seeds = 2 }, "--seeds"), ("dinosaurs", options with { Units = 9 }, "--units")])
        {
            string run = Path.Combine(folder.Path, recipe);
            Assert.Contains(named, Assert.Throws<UnrollException>(() => RecipeRun.New(run, c => RecipeCatalog.Find(recipe).Run(given, c))).Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void WordVectorsStartTheEmbedding()
    {
        using var folder = new TemporaryFolder();
        string data = folder.File("words.txt", string.Concat(Enumerable.Repeat("the cat saw the dog\nthe dog saw a cat\nno cat ran\n", 9)));
        string vectors = folder.File("v.txt", "the 1 0 0 0\ncat 0 1 0 0\nzebra 0 0 9 9\n"), run = Path.Combine(folder.Path, "run");
        var output = new RecordedOutput();
        RecipeRun.New(run, c => Train(data, Small with { Vectors = vectors, Embedding = 4, Epochs = 1 }, c), output);
        Assert.Contains(output.Logs, l => l.Contains("vectors of 2 of the", StringComparison.Ordinal));
        Assert.Equal(PieceKind.Words, LanguageModel.Load(run).Pieces.Kind);
        string wide = Path.Combine(folder.Path, "wide");
        Assert.Contains("add `--embedding 4`", Assert.Throws<UnrollException>(() => RecipeRun.New(wide, c => Train(data, Small with { Vectors = vectors }, c))).Message, StringComparison.Ordinal);
        Assert.False(File.Exists(Path.Combine(wide, "config.json")));
    }

    [Fact]
    public void AnAdaptiveSoftmaxIsTrainedSampledScoredAndResumed()
    {
        using var folder = new TemporaryFolder();
        string data = Prose(folder), whole = Path.Combine(folder.Path, "whole"), parts = Path.Combine(folder.Path, "parts");
        RunOptions options = Small with { Set = new Dictionary<string, string> { ["pieces"] = "words", ["softmax"] = "adaptive", ["cutoffs"] = "20,60", ["steps"] = "20" } };
        var output = new RecordedOutput();
        RunResult result = RecipeRun.New(whole, c => Train(data, options, c), output);
        Assert.Contains(output.Logs, l => l.Contains("the 20 most frequent pieces", StringComparison.Ordinal));
        var saved = Assert.IsType<SavedLanguage>(ModelKinds.Load(whole));
        Assert.Equal([20, 60], saved.Model.Options.Cutoffs);
        Assert.False(saved.Model.Options.Tied);
        Assert.Equal(RecipeRun.Metric(result.Metrics, "loss"), RecipeRun.Metric(saved.Evaluate(RunFolder.Open(whole), [], new RecordedOutput()).Metrics, "loss"), 1e-9);
        var texts = new List<string>();
        saved.Sample(new SampleRequest { Count = 2, Length = 10, TopK = 5 }, new Collected(texts));
        Assert.Equal(2, texts.Count);
        texts.Clear();
        saved.Sample(new SampleRequest { Count = 5, Length = 500, Stop = ",\\n" }, new Collected(texts));
        Assert.All(texts, t => Assert.True(t.EndsWith(',') || t.EndsWith('\n') || t.Length > 1000, t));
        Assert.All(texts, t => Assert.True(t.Count(c => c is ',' or '\n') <= 1, t));
        Assert.Contains("in `--stop`", Assert.Throws<UnrollException>(() => saved.Sample(new SampleRequest { Stop = "zzz" }, new Collected(texts))).Message, StringComparison.Ordinal);
        Assert.Single(saved.Predict(["the"], new PredictRequest(3, Steps: true, Colors: false)));
        RecipeRun.Interrupted(parts, c => Train(data, options, c), epoch: 1);
        RecipeRun.Again(parts, new GenerateTask().Resume);
        Assert.Equal(File.ReadAllBytes(Path.Combine(whole, "model.safetensors")), File.ReadAllBytes(Path.Combine(parts, "model.safetensors")));
    }

    [Theory]
    [InlineData("cannot be tied", "pieces=words", "softmax=adaptive", "tied=yes")]
    [InlineData("expected full or adaptive for `softmax`, got sampled", "softmax=sampled")]
    [InlineData("add `--set softmax=adaptive`", "cutoffs=20")]
    [InlineData("expected rising positive integers", "softmax=adaptive", "cutoffs=20,x")]
    [InlineData("expected rising `cutoffs` between 0 and the", "softmax=adaptive", "cutoffs=20,9999")]
    [InlineData("which bytes are not", "softmax=adaptive", "pieces=bytes")]
    public void AnAdaptiveSoftmaxThatCannotBeIsRefusedInOneLine(string message, params string[] settings)
    {
        using var folder = new TemporaryFolder();
        string data = Prose(folder), run = Path.Combine(folder.Path, "run");
        var set = settings.Select(s => s.Split('=')).ToDictionary(s => s[0], s => s[1]);
        Exception e = Assert.ThrowsAny<Exception>(() => RecipeRun.New(run, c => Train(data, Small with { Set = set }, c)));
        Assert.True(e is UnrollException or ArgumentException, e.ToString());
        Assert.Contains(message, e.Message, StringComparison.Ordinal);
        Assert.False(File.Exists(Path.Combine(run, "config.json")));
    }

    [Theory]
    [InlineData("names")]
    [InlineData("dinosaurs")]
    [InlineData("shakespeare")]
    [InlineData("sonnets")]
    [InlineData("questions")]
    [InlineData("molecules")]
    [InlineData("text")]
    [InlineData("sentiment-neuron")]
    public void ARecipeRunsWithoutDataAndItsModelIsLoaded(string name)
    {
        using var folder = new TemporaryFolder();
        string run = Path.Combine(folder.Path, "run");
        var options = new RunOptions { Quick = true, Data = "sample" };
        options = name == "dinosaurs" ? options with { Set = new Dictionary<string, string> { ["iterations"] = "600" } } : options with { Units = 16, Epochs = 1 };
        RunResult result = RecipeRun.New(run, c => RecipeCatalog.Find(name).Run(options, c));
        Assert.NotEmpty(result.Metrics);
        Assert.StartsWith("built-in", result.Data.Source, StringComparison.Ordinal);
        var saved = Assert.IsType<SavedLanguage>(ModelKinds.Load(run));
        var texts = new List<string>();
        saved.Sample(new SampleRequest { Count = 3, Length = 10 }, new Collected(texts));
        Assert.Equal(3, texts.Count);
        RecipeRun.Again(run, RecipeCatalog.Find(name).Resume);
    }

    [Fact]
    public void MadeUpMoleculesObeyTheValences() =>
        Assert.All(MoleculeMaker.Make(1, 500), m => Assert.Null(Smiles.Problem(m)));

    private sealed class Collected(List<string> texts) : ISampleOutput
    {
        public void Piece(string text)
        {
        }

        public void End(string whole, double? logProbability = null) => texts.Add(whole);
    }
}
