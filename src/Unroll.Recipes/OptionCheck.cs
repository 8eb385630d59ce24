namespace Unroll.Recipes;

/// <summary>Refuses options of the command line that would mean nothing to a recipe, rather than passing over them.</summary>
internal static class OptionCheck
{
    /// <summary>What a lesson without training can be asked: nothing but its settings.</summary>
    public static IReadOnlyList<string> Lesson { get; } = [];

    /// <exception cref="UnrollException">An option was given that is not among those that the recipe understands.</exception>
    public static void Refuse(IRecipe recipe, RunOptions o, IReadOnlyCollection<string> understood)
    {
        (string Name, bool Given)[] all =
        [
            ("--compare", o.Compare), ("--data", o.Data is not null), ("--splits", o.Splits > 1), ("--seeds", o.Seeds > 1), ("--split", o.Split is not null),
            ("--model", o.Model is not null), ("--cell", o.Cell is not null), ("--units", o.Units is not null), ("--layers", o.Layers is not null),
            ("--bidirectional", o.Bidirectional is not null), ("--embedding", o.Embedding is not null), ("--dropout", o.Dropout is not null),
            ("--epochs", o.Epochs is not null), ("--minutes", o.Minutes is not null), ("--batch", o.Batch is not null), ("--lr", o.LearningRate is not null),
            ("--clip", o.Clip is not null), ("--optimizer", o.Optimizer is not null), ("--schedule", o.Schedule is not null),
            ("--patience", o.Patience is not null), ("--valid", o.Valid is not null),
        ];
        string[] meaningless = [.. all.Where(option => option.Given && !understood.Contains(option.Name)).Select(option => option.Name)];
        if (meaningless.Length > 0)
        {
            throw new UnrollException(
                $"{recipe.Name} has no {string.Join(", ", meaningless)}; it has --set {string.Join(", ", recipe.Settings.Select(s => s.Key))}");
        }
    }
}
