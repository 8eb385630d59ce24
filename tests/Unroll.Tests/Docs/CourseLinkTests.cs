using System.Text.RegularExpressions;
using Unroll.Recipes;
using Unroll.Tests.Lessons;

namespace Unroll.Tests.Docs;

/// <summary>docs/course.md maps every exercise; what it links to is there, and what is there is linked to.</summary>
public sealed partial class CourseLinkTests
{
    private static readonly string Docs = Path.Combine(LessonProgram.Root, "docs");

    [Theory]
    [InlineData("course.md")]
    [InlineData("recipes/stepbystep.md")]
    [InlineData("recipes/vanishing.md")]
    [InlineData("recipes/shapes.md")]
    [InlineData("recipes/chapter10.md")]
    public void EveryLinkLeadsSomewhere(string page)
    {
        string folder = Path.GetDirectoryName(Path.Combine(Docs, page))!;
        string[] links = [.. Link().Matches(File.ReadAllText(Path.Combine(Docs, page))).Select(m => m.Groups[1].Value).Where(l => !l.Contains("://", StringComparison.Ordinal))];
        Assert.NotEmpty(links);
        Assert.DoesNotContain(links, l => !Path.Exists(Path.Combine(folder, l.Split('#')[0])));
    }

    [Fact]
    public void EveryLessonIsLinkedAndEveryRecipeLinkedToIsOne()
    {
        string course = File.ReadAllText(Path.Combine(Docs, "course.md"));
        Assert.DoesNotContain(LessonProgram.Names, name => !course.Contains($"(../lessons/{name}.cs)", StringComparison.Ordinal));
        string[] linked = [.. RecipeLink().Matches(course).Select(m => m.Groups[1].Value).Distinct()];
        Assert.InRange(linked.Length, 20, RecipeCatalog.All.Count);
        Assert.DoesNotContain(linked, name => !RecipeCatalog.All.Any(r => r.Name == name));
    }

    [GeneratedRegex(@"\]\(([^)]+)\)")]
    private static partial Regex Link();

    [GeneratedRegex(@"\[([^\]]+)\]\(recipes/")]
    private static partial Regex RecipeLink();
}
