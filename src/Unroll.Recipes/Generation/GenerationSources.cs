namespace Unroll.Recipes;

/// <summary>Where the data of a run comes from, so that resuming and evaluating find it again.</summary>
internal static class GenerationSources
{
    /// <summary>What a run recorded, read again.</summary>
    /// <exception cref="UnrollException">It is gone, or not what it was.</exception>
    public static Corpus Again(GenerationPlan plan)
    {
        Corpus corpus = plan.Recipe is { } recipe
            ? (RecipeCatalog.Find(recipe) as LanguageRecipe
                ?? throw new UnrollException($"the recipe `{recipe}` does not train a language model")).Read(plan.Data.Path)
            : Corpus.Read(plan.Data.Path!, plan.Corpus.Lines, plan.Corpus.Pieces);
        return corpus.Fingerprint == plan.Data.Sha256 ? corpus : throw new UnrollException(
            $"{plan.Data.Path ?? plan.Data.Source}: the data has changed since the run began; put the old data back, or start a new run");
    }
}
