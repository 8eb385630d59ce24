namespace Unroll.Recipes;

/// <summary>Refuses options that mean nothing to a recipe, rather than leaving them without effect.</summary>
internal static class OptionCheck
{
    /// <param name="recipe">The recipe.</param>
    /// <param name="o">What the command line asked for.</param>
    /// <param name="understood">The options that the recipe understands, such as --epochs.</param>
    /// <exception cref="UnrollException">Another one was given.</exception>
    public static void Refuse(IRecipe recipe, RunOptions o, params ReadOnlySpan<string> understood)
    {
        (string Name, bool Given)[] all =
        [
            ("--data", o.Data is not null), ("--splits", o.Splits > 1), ("--seeds", o.Seeds > 1), ("--split", o.Split is not null),
            ("--model", o.Model is not null), ("--compare", o.Compare), ("--cell", o.Cell is not null), ("--units", o.Units is not null),
            ("--layers", o.Layers is not null), ("--bidirectional", o.Bidirectional is not null), ("--embedding", o.Embedding is not null),
            ("--dropout", o.Dropout is not null), ("--epochs", o.Epochs is not null), ("--minutes", o.Minutes is not null),
            ("--batch", o.Batch is not null), ("--lr", o.LearningRate is not null), ("--clip", o.Clip is not null),
            ("--optimizer", o.Optimizer is not null), ("--schedule", o.Schedule is not null), ("--patience", o.Patience is not null),
            ("--valid", o.Valid is not null),
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
            string options = understood.Length == 0 ? "" : $"{string.Join(", ", understood.ToArray())} and ";
            throw new UnrollException(
                $"{recipe.Name} has no {string.Join(", ", refused)}; it has {options}--set {string.Join(", ", recipe.Settings.Select(s => s.Key))}");
        }
    }
}
