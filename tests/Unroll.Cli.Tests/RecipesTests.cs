using System.Text.Json;

namespace Unroll.Cli.Tests;

/// <summary><c>unroll recipes</c>: a line each, or all of one.</summary>
public sealed class RecipesTests
{
    [Fact]
    public void TheListHasALineForEachRecipe()
    {
        string[] lines = Run("recipes").Split('\n');
        using JsonDocument all = JsonDocument.Parse(Run("recipes", "--json"));
        JsonElement[] recipes = [.. all.RootElement.GetProperty("recipes").EnumerateArray()];
        Assert.All(recipes, recipe => Assert.Single(lines, l =>
            l.StartsWith($"  {recipe.GetProperty("name").GetString()} ", StringComparison.Ordinal)
            && l.EndsWith($" {recipe.GetProperty("title").GetString()}", StringComparison.Ordinal)));
        Assert.InRange(lines.Length, recipes.Length, 1.5 * recipes.Length);
        Assert.All(lines, l => Assert.InRange(l.Length, 0, 140));
    }

    [Fact]
    public void OneRecipeIsToldWithItsModelsSettingsAndExamples()
    {
        string text = Run("recipes", "Engines");
        using JsonDocument one = JsonDocument.Parse(Run("recipes", "engines", "--json"));
        JsonElement engines = Assert.Single(one.RootElement.GetProperty("recipes").EnumerateArray());
        Assert.Equal("weibull", engines.GetProperty("models")[0].GetString());
        Assert.All(engines.GetProperty("models").EnumerateArray(), m => Assert.Contains(m.GetString()!, text, StringComparison.Ordinal));
        Assert.All(engines.GetProperty("settings").EnumerateArray(), s => Assert.Contains($"--set {s.GetProperty("key").GetString()}=", text, StringComparison.Ordinal));
        Assert.Contains(engines.GetProperty("reference").GetString()!, text, StringComparison.Ordinal);
        Assert.Contains("\n  unroll run engines --quick\n", text, StringComparison.Ordinal);
        Assert.DoesNotContain("surnames", text, StringComparison.Ordinal);
    }

    [Fact]
    public void AWrongNameIsSuggestedTheNearest() =>
        Cli.Run(Path.GetTempPath(), "recipes", "surname").FailedWith(2, "unknown recipe `surname` (did you mean `surnames`?)");

    private static string Run(params string[] arguments) => Cli.Run(Path.GetTempPath(), arguments).Succeeded();
}
