namespace Unroll.Recipes;

/// <summary>The recipes there are.</summary>
public static class RecipeCatalog
{
    /// <summary>The recipes in groups, in the order that <c>unroll recipes</c> lists them.</summary>
    public static IReadOnlyList<RecipeGroup> Groups { get; } =
    [
        new("to learn from",
        [
            new MemorizerRecipe(), new StepByStepRecipe(), new VanishingRecipe(), new ShapesRecipe(), new Chapter10Recipe(),
        ]),
        new("name, tag and measure sequences",
        [
            new SurnamesRecipe(), new SentimentRecipe(), new DnaRecipe(), new PixelsRecipe(), new SpeechRecipe(),
            new ActivityRecipe(), new EnginesRecipe(), new PosRecipe(), new EntitiesRecipe(),
        ]),
        new("formal languages",
        [
            new ParenthesesRecipe(), new DyckRecipe(),
        ]),
        new("from one sequence, or a picture, to another",
        [
            new DatesRecipe(), new TransliterateRecipe(), new FormulasRecipe(), new TranslateRecipe(), new CaptionsRecipe(),
            new IntegralsRecipe(), new HandwritingRecipe(),
        ]),
        new("write text",
        [
            new NamesRecipe(), new DinosaursRecipe(), new ShakespeareRecipe(), new SonnetsRecipe(), new QuestionsRecipe(),
            new MoleculesRecipe(), new TextRecipe(), new SentimentNeuronRecipe(),
        ]),
        new("music and drawings",
        [
            new JazzRecipe(), new ChoralesRecipe(), new FolkRecipe(), new SketchRecipe(),
        ]),
    ];

    /// <summary>Every recipe.</summary>
    public static IReadOnlyList<IRecipe> All { get; } = [.. Groups.SelectMany(g => g.Recipes)];

    /// <summary>The recipe of a name.</summary>
    /// <exception cref="UnrollException">There is none.</exception>
    public static IRecipe Find(string name) =>
        All.FirstOrDefault(r => string.Equals(r.Name, name, StringComparison.OrdinalIgnoreCase))
        ?? throw new UnrollException($"unknown recipe `{name}`; `unroll recipes` lists them: {string.Join(", ", All.Select(r => r.Name))}");
}
