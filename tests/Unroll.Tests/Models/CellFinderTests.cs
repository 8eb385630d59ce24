using Unroll.Data;
using Unroll.Models;
using Unroll.Numerics;
using Unroll.Recurrent;

namespace Unroll.Tests.Models;

public sealed class CellFinderTests
{
    private const string Text = "say \"no (or yes)\" and\ngo [far {away}] HOME\n";

    [Fact]
    public void FeaturesSayWhatTheyAreNamedFor()
    {
        string[] pieces = [.. Pieces.Split(PieceKind.Characters, Text)];
        Dictionary<string, double[]> features = CellFinder.Features(pieces).ToDictionary(f => f.Name, f => f.Values);
        int open = Text.IndexOf('"'), close = Text.LastIndexOf('"');
        Assert.All(Enumerable.Range(0, pieces.Length), t => Assert.Equal(t >= open && t < close ? 1 : 0, features["inside quotation marks"][t]));
        Assert.Equal(2, features["depth of brackets"][Text.IndexOf("away", StringComparison.Ordinal)]);
        Assert.Equal(0, features["depth of brackets"][^2]);
        Assert.Equal(2, features["place in the line"][Text.IndexOf("go", StringComparison.Ordinal) + 1]);
        Assert.Equal(4, features["upper case"].Sum());
    }

    [Fact]
    public void CorrelationIsPearsons()
    {
        Assert.Equal(1, CellFinder.Correlate([1, 2, 3, 4], [2, 4, 6, 8]), 1e-12);
        Assert.Equal(-1, CellFinder.Correlate([1, 2, 3, 4], [1, 0, -1, -2]), 1e-12);
        Assert.Equal(0.5, CellFinder.Correlate([1, 2, 3], [1, 3, 2]), 1e-12);
        Assert.Equal(0, CellFinder.Correlate([1, 2, 3], [5, 5, 5]));
    }

    [Fact]
    public void ActivationsAreThoseOfSteppingAndTheBestUnitIsFound()
    {
        var model = new LanguageModel(
            Pieces.Build(PieceKind.Characters, [Text], items: false),
            new LanguageModelOptions { Embedding = 6, Recurrent = new RecurrentOptions(Cell.Lstm, 8) { Layers = 2 } });
        int[] ids = model.Pieces.Encode(string.Concat(Enumerable.Repeat(Text, 40)));
        TextActivations activations = TextActivations.Of(model, ids);
        var stepper = new LanguageStepper(model);
        LanguageState state = stepper.Start();
        for (int t = 0; t < ids.Length; t++)
        {
            float[] p = stepper.Step(state, ids[t]).ToArray();
            for (int unit = 0; unit < 16; unit++)
            {
                Assert.Equal(MathF.Tanh(state.Values(unit / 8, 1)[unit % 8]), activations[t, unit], 1e-4f);
            }

            VectorMath.Softmax(p);
            Assert.Equal(p[3], activations.Probabilities(t)[3], 1e-5f);
        }

        string[] pieces = [.. ids.Select(i => model.Pieces.Tokens[i])];
        foreach (CellFinder found in CellFinder.Find(activations, pieces))
        {
            double[] feature = CellFinder.Features(pieces).First(f => f.Name == found.Feature).Values;
            double best = Enumerable.Range(0, activations.Units).Max(u => Math.Abs(CellFinder.Correlate(feature, activations.Unit(u))));
            Assert.Equal(best, Math.Abs(found.Correlation), 1e-12);
        }
    }
}
