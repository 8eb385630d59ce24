using Unroll.Data;
using Unroll.Recipes;
using Unroll.Tests.Data;

namespace Unroll.Tests.Recipes;

public sealed class TranslationRecipesTests
{
    [Fact]
    public void Dates_learn_quickly_and_the_model_is_served()
    {
        using var folder = new TemporaryFolder();
        string run = Path.Combine(folder.Path, "run");
        RunResult result = RecipeRun.New(run, context => new DatesRecipe().Run(new RunOptions { Quick = true }, context));
        Assert.True(Metric(result, "exact") > 0.5, $"{Metric(result, "exact")}");
        var model = new SavedTranslator(run);
        IReadOnlyList<ModelOutput> answers = model.Predict(["3 May 1979", "3 May 1979\t1979-05-03", ""],
            new PredictRequest(3, true, false));
        Assert.Contains("¶", answers[0].Text, StringComparison.Ordinal);
        Assert.Contains("\nbeam: ", answers[0].Text, StringComparison.Ordinal);
        Assert.Contains("Beam search", File.ReadAllText(Path.Combine(run, "report.html")), StringComparison.Ordinal);
        Assert.StartsWith("3 May 1979\t1979-05-03\t-", answers[1].Text, StringComparison.Ordinal);
        Assert.Contains("expected source<TAB>target",
            Assert.Throws<UnrollException>(() => model.Predict(["a\tb\tc"], new PredictRequest(1, false, false))).Message,
                StringComparison.Ordinal);
        Assert.True(File.Exists(Path.Combine(run, "report.html")));
    }

    [Fact]
    public void A_long_source_and_unknown_characters_are_translated_to_something()
    {
        var pairs = new TextPairs([new TextPair("a", "b"), new TextPair("c", "d")]);
        var model = new Unroll.Models.Translator(
            Tokenizer.Learn(TokenKind.Characters, pairs.Sources), Tokenizer.Learn(TokenKind.Characters, pairs.Targets),
            new()
            {
                Embedding = 4, Encoder = new(Unroll.Recurrent.Cell.Gru, 8) { Bidirectional = true }, DecoderUnits = 8, ReadoutUnits = 4,
                Attention = new() { Units = 4 },
            });
        IReadOnlyList<ModelOutput> answers = new SavedTranslator(model)
            .Predict([new string('a', 10_000), "漢字 ☃"], new PredictRequest(1, false, false));
        Assert.Equal(2, answers.Count);
    }

    [Theory]
    [InlineData("transliterate", "supervised_error_rate", null)]
    [InlineData("formulas", "valid_latex", "formula")]
    [InlineData("translate", "bleu_long", null)]
    public void A_recipe_that_was_interrupted_ends_with_the_same_bits(string name, string metric, string? direction)
    {
        using var folder = new TemporaryFolder();
        string whole = Path.Combine(folder.Path, "whole"), broken = Path.Combine(folder.Path, "broken");
        IRecipe recipe = RecipeCatalog.Find(name);
        var options = new RunOptions
        {
            Data = "sample", Quick = true, Epochs = 2, Units = 8, Embedding = 8,
            Set = direction is null ? new Dictionary<string, string>() : new Dictionary<string, string> { ["direction"] = direction },
        };
        RunResult result = RecipeRun.New(whole, context => recipe.Run(options, context));
        Assert.Contains(result.Metrics, m => m.Key == metric && double.IsFinite(m.Value));
        RecipeRun.Interrupted(broken, context => recipe.Run(options, context), epoch: 1);
        RunResult resumed = RecipeRun.Again(broken, TaskCatalog.Resume);
        Assert.Equal(Metric(result, metric), Metric(resumed, metric));
        Assert.Equal(
            File.ReadAllBytes(Path.Combine(whole, "model.safetensors")), File.ReadAllBytes(Path.Combine(broken, "model.safetensors")));
    }

    [Theory]
    [InlineData("dates", "beam", "wide")]
    [InlineData("transliterate", "entropy", "much")]
    [InlineData("transliterate", "critical-epochs", "-1")]
    [InlineData("transliterate", "critical-lr", "-1")]
    [InlineData("formulas", "beam", "0")]
    [InlineData("formulas", "direction", "up")]
    [InlineData("translate", "pieces", "0")]
    [InlineData("translate", "label-smoothing", "2")]
    [InlineData("translate", "scheduled-sampling", "-0.5")]
    public void A_setting_out_of_range_is_named_before_anything_is_trained(string name, string key, string value)
    {
        using var folder = new TemporaryFolder();
        string run = Path.Combine(folder.Path, "run");
        var options = new RunOptions
        {
            Quick = true, Data = name == "dates" ? null : "sample", Set = new Dictionary<string, string> { [key] = value },
        };
        Exception e = Assert.ThrowsAny<Exception>(() => RecipeRun.New(run, context => RecipeCatalog.Find(name).Run(options, context)));
        Assert.True(e is UnrollException or ArgumentException, e.ToString());
        Assert.Contains($"`{key}`", e.Message, StringComparison.Ordinal);
        Assert.False(File.Exists(Path.Combine(run, "config.json")));
    }

    [Fact]
    public void Pairs_of_a_user_make_a_model_that_answers_line_by_line()
    {
        using var folder = new TemporaryFolder();
        string file = Path.Combine(folder.Path, "pairs.tsv"), run = Path.Combine(folder.Path, "run");
        File.WriteAllLines(file, Enumerable.Range(10, 60).Select(i => $"{i}\t{i % 10}{i / 10}"));
        ModelTask task = TaskCatalog.Find("translate")!;
        var options = new RunOptions { Epochs = 2, Units = 8, Embedding = 8 };
        RunResult result = RecipeRun.New(run, context => task.Train([file], options, context));
        Assert.InRange(Metric(result, "exact"), 0, 1);
        ISavedModel model = ModelKinds.Load(run);
        var request = new PredictRequest(model.UsualTop, Steps: false, Colors: false);
        Assert.All(model.Predict(["12", "34", "漢字"], request), a => Assert.DoesNotContain('\n', a.Text));
        Assert.StartsWith("12\n", model.Predict(["12"], request with { Top = 2 })[0].Text, StringComparison.Ordinal);

        File.AppendAllText(file, "7\t7\n");
        Assert.Contains("the data is not what the run began with",
            Assert.Throws<UnrollException>(() => RecipeRun.Again(run, TaskCatalog.Resume)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "the file is empty")]
    [InlineData("\n\n", "the file is empty")]
    [InlineData("a\tb\nab\n", "pairs.tsv:2: no tab")]
    [InlineData("a\tb\n\t\n", "pairs.tsv:2: empty source")]
    [InlineData("a\tb\na\tc\n", "pairs.tsv: cannot hold pairs out")]
    public void Pairs_that_cannot_be_used_are_named_and_nothing_is_written(string text, string message)
    {
        using var folder = new TemporaryFolder();
        string file = Path.Combine(folder.Path, "pairs.tsv"), run = Path.Combine(folder.Path, "run");
        File.WriteAllText(file, text);
        ModelTask task = TaskCatalog.Find("translate")!;
        UnrollException e = Assert.Throws<UnrollException>(
            () => RecipeRun.New(run, context => task.Train([file], new RunOptions { Epochs = 1 }, context)));
        Assert.Contains(message, e.Message, StringComparison.Ordinal);
        Assert.False(File.Exists(Path.Combine(run, "config.json")));
    }

    [Fact]
    public void Generated_captions_agree_in_gender()
    {
        TextPairs pairs = CaptionGrammar.Write(500, 1);
        Assert.All(pairs, p => Assert.EndsWith(".", p.Target, StringComparison.Ordinal));
        Assert.All(pairs.Where(p => p.Source.StartsWith("A old", StringComparison.Ordinal)), _ => Assert.Fail("an old"));
        Assert.All(pairs.Where(p => p.Target.Contains("Frau", StringComparison.Ordinal)),
            p => Assert.DoesNotContain("ein Frau", p.Target, StringComparison.Ordinal));
    }

    [Fact]
    public void Generated_words_are_written_as_they_sound()
    {
        TextPairs words = HebrewWriter.Write(200, 3);
        Assert.All(words, w => Assert.NotEmpty(w.Target));
        Assert.True(words.Distinct().Count() > 190);
    }

    [Fact]
    public void Frequent_phrases_come_by_length_and_frequency_and_cross_no_mark()
    {
        string[] phrases = FrequentPhrases.Of(["A man sits. A man", "a man sits on grass.", "sits on grass, a man"], 2);
        Assert.Equal(["A man", "man sits", "A man sits", "sits on grass"], phrases.OrderBy(p => p.Count(c => c == ' ')).ThenBy(p => p, StringComparer.Ordinal));
        Assert.DoesNotContain(phrases, p => p.Contains("sits A", StringComparison.Ordinal) || p.Contains("grass a", StringComparison.Ordinal));
        Assert.Empty(FrequentPhrases.Of(["one two three"], 5));
    }

    private static double Metric(RunResult result, string name) => result.Metrics.Single(m => m.Key == name).Value;
}
