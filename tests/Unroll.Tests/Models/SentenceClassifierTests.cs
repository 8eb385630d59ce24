using Unroll.Data;
using Unroll.Models;
using Unroll.Recipes;
using Unroll.Tests.Data;
using Unroll.Training;

namespace Unroll.Tests.Models;

public sealed class SentenceClassifierTests
{
    private static LabeledText Sentences(int count, ulong seed)
    {
        LabeledTrees trees = SentimentGrammar.Trees(count, seed);
        return new LabeledText(
            trees.Where(t => t.Root.Label != 2).Select(t => new LabeledItem(string.Join(' ', t.Words), t.Root.Label > 2 ? 1 : 0)), new LabelSet(["no", "yes"]));
    }

    [Theory]
    [InlineData(SentenceEncoder.Recurrent)]
    [InlineData(SentenceEncoder.Convolution)]
    public async Task ItLearnsAndIsTheSameAfterSavingAndAlone(SentenceEncoder encoder)
    {
        LabeledText train = Sentences(600, 2), test = Sentences(150, 3);
        var model = SentenceClassifier.For(train, new SentenceOptions
        {
            Embedding = 16, Encoder = encoder, Filters = 16, Widths = [2, 3], Recurrent = new(Unroll.Recurrent.Cell.Lstm, 12) { Bidirectional = true },
            InputDropout = 0, OutputDropout = 0.1f, WordDropout = 0.1f,
        });
        await Trainer.FitAsync(
            new SentenceTask(model, train, test), new() { Epochs = 8, BatchSize = 20, Optimizer = new Unroll.Optimizers.Adam(1e-2f), ClipNorm = 5 });
        double accuracy = model.Evaluate(test).Accuracy;
        Assert.True(accuracy > 0.85, $"{accuracy}");

        using var folder = new TemporaryFolder();
        model.Save(folder.Path);
        string[] texts = [.. test.Take(20).Select(i => i.Text)];
        var loaded = SentenceClassifier.Load(folder.Path);
        SentenceFiles.TryOut(loaded);
        IReadOnlyList<Prediction> before = model.Predict(texts), after = loaded.Predict(texts);
        Assert.Equal(before.SelectMany(p => p.Probabilities), after.SelectMany(p => p.Probabilities));
        Assert.Equal(before[7].Probabilities, model.Predict(texts[7]).Probabilities);
        Assert.Throws<ArgumentException>(() => model.Predict("  "));
    }
}
