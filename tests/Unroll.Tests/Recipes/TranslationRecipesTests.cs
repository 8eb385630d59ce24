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
        IReadOnlyList<ModelOutput> answers = model.Predict(["3 May 1979", "3 May 1979\t1979-05-03", ""], new PredictRequest(3, true, false));
        Assert.Contains("¶", answers[0].Text, StringComparison.Ordinal);
        Assert.StartsWith("3 May 1979\t1979-05-03\t-", answers[1].Text, StringComparison.Ordinal);
        Assert.Contains("expected source<TAB>target", Assert.Throws<UnrollException>(() => model.Predict(["a\tb\tc"], new PredictRequest(1, false, false))).Message, StringComparison.Ordinal);
        Assert.True(File.Exists(Path.Combine(run, "report.html")));
    }

    [Fact]
    public void A_long_source_and_unknown_characters_are_translated_to_something()
    {
        var pairs = new TextPairs([new TextPair("a", "b"), new TextPair("c", "d")]);
        var model = new Unroll.Models.Translator(
            Tokenizer.Learn(TokenKind.Characters, pairs.Sources), Tokenizer.Learn(TokenKind.Characters, pairs.Targets),
            new() { Embedding = 4, Encoder = new(Unroll.Recurrent.Cell.Gru, 8) { Bidirectional = true }, DecoderUnits = 8, ReadoutUnits = 4, Attention = new() { Units = 4 } });
        IReadOnlyList<ModelOutput> answers = new SavedTranslator(model).Predict([new string('a', 10_000), "漢字 ☃"], new PredictRequest(1, false, false));
        Assert.Equal(2, answers.Count);
    }

    [Fact]
    public void Generated_captions_agree_in_gender()
    {
        TextPairs pairs = CaptionGrammar.Write(500, 1);
        Assert.All(pairs, p => Assert.EndsWith(".", p.Target, StringComparison.Ordinal));
        Assert.All(pairs.Where(p => p.Source.StartsWith("A old", StringComparison.Ordinal)), _ => Assert.Fail("an old"));
        Assert.All(pairs.Where(p => p.Target.Contains("Frau", StringComparison.Ordinal)), p => Assert.DoesNotContain("ein Frau", p.Target, StringComparison.Ordinal));
    }

    [Fact]
    public void Generated_words_are_written_as_they_sound()
    {
        TextPairs words = HebrewWriter.Write(200, 3);
        Assert.All(words, w => Assert.NotEmpty(w.Target));
        Assert.True(words.Distinct().Count() > 190);
    }

    private static double Metric(RunResult result, string name) => result.Metrics.Single(m => m.Key == name).Value;
}
