namespace Unroll.Recipes;

/// <summary>Refuses the options that mean nothing to a recipe, instead of leaving them without effect.</summary>
internal static class OptionChecks
{
    /// <param name="options">What the command line asked for.</param>
    /// <param name="recipe">What the message calls the recipe, as in "the memorizer".</param>
    /// <param name="settings">What <c>--set</c> understands.</param>
    /// <param name="understood">The options that the recipe does understand, beside --seed, --quick, --minutes and --set.</param>
    /// <exception cref="UnrollException">Another one was given.</exception>
    public static void Refuse(RunOptions options, string recipe, IReadOnlyList<RecipeSetting> settings, params ReadOnlySpan<string> understood)
    {
        (string Name, bool Given)[] all =
        [
            ("--data", options.Data is not null), ("--splits", options.Splits > 1), ("--split", options.Split is not null),
            ("--model", options.Model is not null), ("--compare", options.Compare), ("--seeds", options.Seeds > 1),
            ("--cell", options.Cell is not null), ("--units", options.Units is not null), ("--layers", options.Layers is not null),
            ("--bidirectional", options.Bidirectional is not null), ("--embedding", options.Embedding is not null),
            ("--dropout", options.Dropout is not null), ("--epochs", options.Epochs is not null), ("--batch", options.Batch is not null),
            ("--lr", options.LearningRate is not null), ("--clip", options.Clip is not null), ("--optimizer", options.Optimizer is not null),
            ("--schedule", options.Schedule is not null), ("--patience", options.Patience is not null), ("--valid", options.Valid is not null),
        ];
        var refused = new List<string>();
        foreach ((string name, bool given) in all)
        {
            if (given && !understood.Contains(name))
            {
                refused.Add(name);
            }
        }

        if (refused.Count > 0)
        {
            throw new UnrollException(
                $"{recipe} has no {string.Join(", ", refused)}; it has --set {string.Join(", ", settings.Select(s => s.Key))}");
        }
    }
}
