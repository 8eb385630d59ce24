using Unroll.Recipes;
using Unroll.Tests.Data;

namespace Unroll.Tests.Recipes;

public sealed class RecipeCatalogTests
{
    public static TheoryData<string> WithModels => [.. RecipeCatalog.All.Where(r => r.ModelNames.Count > 1).Select(r => r.Name)];

    /// <summary>The models that a recipe tells are those that it takes: it names the same ones when it is given another.</summary>
    [Theory]
    [MemberData(nameof(WithModels))]
    public void AnotherModelThanThoseToldIsRefused(string name)
    {
        IRecipe recipe = RecipeCatalog.Find(name);
        using var folder = new TemporaryFolder();
        UnrollException e = Assert.Throws<UnrollException>(() => RecipeRun.New(
            Path.Combine(folder.Path, "run"), c => recipe.Run(new RunOptions { Model = "no-such", Data = "sample", Quick = true }, c)));
        Assert.Contains("no-such", e.Message, StringComparison.Ordinal);
        Assert.All(recipe.ModelNames, model => Assert.Contains(model, e.Message, StringComparison.Ordinal));
    }

    [Fact]
    public void NamesAreUniqueAndTitlesFitALine()
    {
        Assert.Equal(RecipeCatalog.All.Count, RecipeCatalog.All.Select(r => r.Name).Distinct().Count());
        Assert.All(RecipeCatalog.All, r => Assert.InRange(r.Title.Length, 5, 110));
    }
}
