using Unroll.Data;
using Unroll.Models;
using Unroll.Recipes;
using Unroll.Recurrent;
using Unroll.Tests.Data;
using Unroll.Training;

namespace Unroll.Tests.Models;

public sealed class WindowClassifierTests
{
    [Fact]
    public async Task ItFindsPlantedJunctionsAndIsTheSameAfterSaving()
    {
        LabeledText train = JunctionGenerator.Generate(500, 2), test = JunctionGenerator.Generate(200, 3);
        var model = new WindowClassifier(train.Labels, new WindowOptions
        {
            Members = 2, Filters = 12, Recurrent = new(Cell.Gru, 10) { Bidirectional = true }, OutputDropout = 0.1f,
        });
        await Trainer.FitAsync(
            new WindowTask(model, train, test), new() { Epochs = 8, BatchSize = 32, Optimizer = new Unroll.Optimizers.Adam(5e-3f), ClipNorm = 3 });
        string[] windows = [.. test.Select(i => i.Text)];
        IReadOnlyList<Prediction> answers = model.Predict(windows);
        double accuracy = answers.Where((p, i) => p.Label == test.Labels[test[i].Label]).Count() / (double)test.Count;
        Assert.True(accuracy > 0.85, $"{accuracy}");

        using var folder = new TemporaryFolder();
        model.Save(folder.Path);
        Assert.Equal(
            answers.SelectMany(p => p.Probabilities), WindowClassifier.Load(folder.Path).Predict(windows).SelectMany(p => p.Probabilities));
        Assert.Equal(answers[5].Probabilities, model.Predict([windows[5].ToLowerInvariant()])[0].Probabilities);
    }

    [Fact]
    public void CodesCountInShares()
    {
        Assert.Equal([0.5f, 0, 0.5f, 0], Nucleotides.Shares('r')!);
        Assert.Equal([0.25f, 0.25f, 0.25f, 0.25f], Nucleotides.Shares('N')!);
        Assert.Equal([0, 0, 0, 1, 1, 0, 0, 0], Nucleotides.Encode("UA"));
        Assert.Equal(1f / 3, Nucleotides.Shares('D')![3]);
        Assert.Null(Nucleotides.Shares('x'));
        Assert.Contains("letter 3", Assert.Throws<ArgumentException>(() => Nucleotides.Encode("AC-T")).Message, StringComparison.Ordinal);
        var model = new WindowClassifier(new LabelSet(["a", "b"]), new WindowOptions { Members = 1, Length = 4 });
        Assert.Contains("3 letters, the model takes 4", Assert.Throws<ArgumentException>(() => model.Predict(["ACG"])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void LetterCountsLearnWhereLettersStand()
    {
        LabeledText train = JunctionGenerator.Generate(400, 2), test = JunctionGenerator.Generate(200, 3);
        double right = PlaceCounts.Predict(train, test).Where((p, i) => p == test[i].Label).Count();
        Assert.InRange(right / test.Count, 0.75, 1);
    }
}
