using Unroll.Models;
using Unroll.Recipes;

namespace Unroll.Tests.Recipes;

public sealed class PretrainedModelsTests
{
    [Theory]
    [InlineData("Nakamura", "Japanese")]
    [InlineData("Papadopoulos", "Greek")]
    [InlineData("Kowalski", "Polish")]
    [InlineData("Ivanov", "Russian")]
    [InlineData("O'Sullivan", "Irish")]
    public void TheShippedModelKnowsPlainNames(string name, string language) =>
        Assert.Equal(language, PretrainedModels.Load("Surnames").Predict(name).Label);

    [Fact]
    public void ItIsSmallAndGoodOnNamesItHasNotSeen()
    {
        using Stream weights = typeof(PretrainedModels).Assembly.GetManifestResourceStream("surnames.model.safetensors")!;
        Assert.InRange(weights.Length, 1, 200_000);
        SequenceClassifier model = PretrainedModels.Load("surnames");
        // Chance is 1 in 18; half of the names is well below what it reaches and nine times as good as chance.
        Assert.True(model.Evaluate(PretrainedModels.HeldOut("surnames")).Accuracy > 0.5);
    }

    [Fact]
    public void AnUnknownNameIsOneClearLine() =>
        Assert.Contains("there is one for surnames", Assert.Throws<UnrollException>(() => PretrainedModels.Load("jazz")).Message, StringComparison.Ordinal);
}
