using Unroll.Models;
using Unroll.Recipes;
using Unroll.Recurrent;
using Unroll.Tests.Data;

namespace Unroll.Tests.Recipes;

public sealed class ClassifierEnsembleTests
{
    [Theory]
    [InlineData("lstm", 1, true, Merge.Concatenate)]
    [InlineData("gru", 2, true, Merge.Concatenate)]
    [InlineData("peephole-lstm", 2, false, Merge.Concatenate)]
    [InlineData("gru-reset-before", 2, true, Merge.Sum)]
    public void TheJoinedNetworkAnswersWithTheMeanOfTheLogits(string cell, int layers, bool both, Merge merge)
    {
        var names = SurnamesData.LoadSample();
        var shape = new ClassifierOptions
        {
            Embedding = 5, Recurrent = new(Cell.Parse(cell), 7) { Layers = layers, Bidirectional = both, Merge = merge, LearnedInitialState = true },
        };
        var ensemble = new ClassifierEnsemble(names.Vocabulary, names.Labels, shape, 3);
        foreach (var start in ensemble.Parameters().Where(p => p.Name.Contains("initial", StringComparison.Ordinal)))
        {
            start.Parameter.Value.Span.Fill(0.3f);
        }

        var wide = new SequenceClassifier(names.Vocabulary, names.Labels, ClassifierEnsemble.Wide(shape, 3));
        ensemble.MergeInto(wide);
        string[] texts = ["Satoshi", "Li", "Papadopoulos"];
        IReadOnlyList<Prediction> joined = wide.Predict(texts);
        for (int t = 0; t < texts.Length; t++)
        {
            double[] raw = [.. Enumerable.Range(0, names.Labels.Count).Select(
                c => Math.Exp(ensemble.Members.Average(m => Math.Log(m.Predict(texts[t]).Probabilities[c]))))];
            for (int c = 0; c < raw.Length; c++)
            {
                // Sums of some dozens of float32 products in another order.
                Assert.Equal(raw[c] / raw.Sum(), joined[t].Probabilities[c], 1e-5);
            }
        }

        Assert.NotEqual(ensemble.Members[0].Predict("Li").Probabilities, ensemble.Members[1].Predict("Li").Probabilities);
    }

    [Fact]
    public void AnInterruptedEnsembleGoesOnToTheSameBits()
    {
        using var folder = new TemporaryFolder();
        string whole = Path.Combine(folder.Path, "whole"), parts = Path.Combine(folder.Path, "parts");
        var recipe = new SurnamesRecipe();
        var options = new RunOptions
        {
            Quick = true, Data = "sample", Units = 8, Embedding = 4, Epochs = 3, Set = new Dictionary<string, string> { ["members"] = "2" },
        };
        RunResult result = RecipeRun.New(whole, c => recipe.Run(options, c));
        RecipeRun.Interrupted(parts, c => recipe.Run(options, c), epoch: 2);
        RecipeRun.Again(parts, recipe.Resume);
        Assert.Equal(File.ReadAllBytes(Path.Combine(whole, "model.safetensors")), File.ReadAllBytes(Path.Combine(parts, "model.safetensors")));
        Assert.Equal(16, SequenceClassifier.Load(whole).Options.Recurrent.Units);
        Assert.True(RecipeRun.Metric(result.Metrics, "parameters") < SequenceClassifier.Load(whole).ParameterCount());
    }

    [Fact]
    public void LayerNormCannotBeJoined() => Assert.Throws<UnrollException>(
        () => ClassifierEnsemble.Wide(new ClassifierOptions { Recurrent = new(Cell.Lstm, 8) { LayerNorm = true } }, 2));
}
