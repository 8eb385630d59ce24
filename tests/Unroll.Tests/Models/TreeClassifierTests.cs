using Unroll.Data;
using Unroll.Metrics;
using Unroll.Models;
using Unroll.Recipes;
using Unroll.Tests.Data;
using Unroll.Training;
using Unroll.Trees;

namespace Unroll.Tests.Models;

public sealed class TreeClassifierTests
{
    [Theory]
    [InlineData(TreeCell.Recursive)]
    [InlineData(TreeCell.ChildSum)]
    [InlineData(TreeCell.Binary)]
    public async Task ItLearnsHowPartsMakeTheWholeAndIsTheSameAfterSaving(TreeCell cell)
    {
        LabeledTrees train = SentimentGrammar.Trees(400, 2), test = SentimentGrammar.Trees(100, 3);
        var model = TreeClassifier.For(train, new TreeOptions { Embedding = 16, Units = 16, Cell = cell, InputDropout = 0, OutputDropout = 0.1f });
        await Trainer.FitAsync(
            new TreeTask(model, train, test), new() { Epochs = 12, BatchSize = 20, Optimizer = new Unroll.Optimizers.Adam(1e-2f), ClipNorm = 5 });
        var report = new TreeReport(test, model.Predict(test));
        Assert.True(report.Roots.Accuracy > 0.8, report.ToString());
        Assert.True(report.NodeAccuracy > 0.9, report.ToString());

        using var folder = new TemporaryFolder();
        model.Save(folder.Path);
        IReadOnlyList<TreePrediction> before = model.Predict(test), after = TreeClassifier.Load(folder.Path).Predict(test);
        Assert.Equal(before.SelectMany(p => p.Probabilities), after.SelectMany(p => p.Probabilities));
        Assert.Equal(before[3].Probabilities, model.Predict([test[3]])[0].Probabilities);
    }

    [Fact]
    public void SidesAreCountedByHand()
    {
        var labels = new LabelSet(["0", "1", "2", "3", "4"]);
        LabeledTree leaf(int label) => new([new TreeNode(label, "w", [])]);
        TreePrediction said(params float[] p) => new(leaf(0), labels, [p]);
        // True 4, 1, 2, 3. The first is on the right side but not the right label, the second right, the third is in the middle
        // and does not count, the fourth is on the wrong side though its likeliest label is the middle.
        var truth = new LabeledTrees([leaf(4), leaf(1), leaf(2), leaf(3)], labels);
        var report = new TreeReport(truth, [said(0, 0, 0, 0.6f, 0.4f), said(0, 0.9f, 0.1f, 0, 0), said(0, 0, 1, 0, 0), said(0.3f, 0, 0.5f, 0.1f, 0.1f)]);
        Assert.Equal(0.5, report.Roots.Accuracy);
        Assert.Equal(3, report.BinaryCount);
        Assert.Equal(2.0 / 3, report.BinaryAccuracy, 1e-12);
    }
}
