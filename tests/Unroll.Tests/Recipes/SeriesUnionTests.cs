using Unroll.Data;
using Unroll.Models;
using Unroll.Recipes;
using Unroll.Recurrent;
using Unroll.Tests.Data;

namespace Unroll.Tests.Recipes;

public sealed class SeriesUnionTests
{
    [Theory]
    [InlineData("lstm", 1, false, 0, "every-step")]
    [InlineData("lstm", 2, false, 3, "every-step")]
    [InlineData("gru", 2, true, 0, "last+mean")]
    [InlineData("gru", 2, true, 4, "mean+max")]
    public void TheJoinedNetworkAnswersWithTheMeanOfTheNumbers(string cell, int layers, bool both, int inputUnits, string pooling)
    {
        FeatureSequence[] sequences = [Sequence("a", 7, 1), Sequence("b", 1, 2), Sequence("c", 12, 3)];
        string[] names = ["x", "y"];
        SeriesModel Member(ulong seed) => new(
            FeatureScaler.Fit(names, sequences), SeriesHead.Classify(new LabelSet(["one", "two", "three"])), new SeriesOptions
            {
                InputUnits = inputUnits, Recurrent = new(Cell.Parse(cell), 5) { Layers = layers, Bidirectional = both },
                Pooling = pooling == "every-step" ? SeriesPooling.EveryStep : SeriesFiles.ParsePooling(pooling), Seed = seed,
            });
        SeriesModel[] members = [Member(1), Member(2), Member(3)];
        SeriesModel wide = SeriesUnion.Wide(members[0], 3);
        SeriesUnion.Join(members, wide);
        float[][][] each = [.. members.Select(m => m.Outputs(sequences))];
        float[][] joined = wide.Outputs(sequences);
        for (int s = 0; s < sequences.Length; s++)
        {
            for (int i = 0; i < joined[s].Length; i++)
                Assert.Equal(each.Average(m => m[s][i]), joined[s][i], 1e-5);
        }

        Assert.NotEqual(each[0][0], each[1][0]);
    }

    [Fact]
    public void MembersOfATableAreTrainedOneAfterAnotherAndSavedAsOne()
    {
        using var folder = new TemporaryFolder();
        string data = folder.File("data.csv", "id,time,x,target\n" + string.Concat(Enumerable.Range(0, 40).SelectMany(
            i => Enumerable.Range(0, 4).Select(t => FormattableString.Invariant($"{i},{t},{i * 0.1 + t},{i * 0.2}\n")))));
        var options = new RunOptions { Quick = true, Units = 6, Epochs = 2, Set = new Dictionary<string, string> { ["members"] = "2" } };
        string whole = Path.Combine(folder.Path, "whole"), parts = Path.Combine(folder.Path, "parts");
        RecipeRun.New(whole, c => SeriesRegression.Train(data, options, c));
        Assert.Equal(12, SeriesModel.Load(whole).Options.Recurrent.Units);
        RecipeRun.Interrupted(parts, c => SeriesRegression.Train(data, options, c), epoch: 1);
        RecipeRun.Again(parts, SeriesRegression.Resume);
        Assert.Equal(File.ReadAllBytes(Path.Combine(whole, "model.safetensors")), File.ReadAllBytes(Path.Combine(parts, "model.safetensors")));
    }

    [Fact]
    public void LayerNormCannotBeJoined()
    {
        FeatureSequence[] sequences = [Sequence("a", 3, 1)];
        var model = new SeriesModel(
            FeatureScaler.Fit(["x", "y"], sequences), SeriesHead.Classify(new LabelSet(["one", "two"])),
            new SeriesOptions { Recurrent = new(Cell.Lstm, 4) { LayerNorm = true } });
        Assert.Throws<UnrollException>(() => SeriesUnion.Wide(model, 2));
    }

    private static FeatureSequence Sequence(string id, int steps, int seed) =>
        new(id, [.. Enumerable.Range(0, steps * 2).Select(i => MathF.Sin((i * 1.7f) + seed))], steps);
}
