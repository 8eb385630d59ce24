using Unroll.Data;

namespace Unroll.Recipes;

/// <summary>The data of the recipes <c>pos</c> and <c>entities</c>: the parts as their makers divided them, or generated sentences.</summary>
internal static class TaggingRecipeData
{
    private const int Generated = 1500;

    /// <summary>The data that the options ask for.</summary>
    public static TaggingData Load(string recipe, RunOptions options)
    {
        DataSet set = recipe == PosRecipe.Key ? DataSets.EnglishWebTreebank : DataSets.Wnut17;
        DataLocation location = options.Data == "sample"
            ? new DataLocation(set.Name, DataOrigin.BuiltIn, null, $"built-in: {set.BuiltIn}")
            : DataStore.Default.Resolve(set, options.Data);
        return Look(Read(recipe, location.Name, location.Description, location.Path is null ? null : Path.GetFullPath(location.Path)), options);
    }

    /// <summary>The data of a run again.</summary>
    /// <exception cref="UnrollException">It is gone, or not what it was.</exception>
    public static TaggingData Again(ReadingPlan plan)
    {
        TaggingData data = Read(plan.Recipe!, plan.Data.Name, plan.Data.Source, plan.Data.Path);
        Fingerprint.Check(plan.Data, data.Record.Sha256, data.Record.Items);
        return Look(data, plan.Options);
    }

    /// <summary>A quick look takes some of the sentences.</summary>
    private static TaggingData Look(TaggingData data, RunOptions options)
    {
        return options.Quick ? data with { Train = Some(data.Train), Valid = Some(data.Valid), Test = Some(data.Test) } : data;

        static TaggedText Some(TaggedText text) => text.Subset(Enumerable.Range(0, Math.Min(text.Count, 800)));
    }

    private static TaggingData Read(string recipe, string name, string source, string? folder)
    {
        if (folder is null)
        {
            TaggedText all = recipe == PosRecipe.Key ? SentenceGrammar.Parts(2 * Generated, 1) : SentenceGrammar.Names(2 * Generated, 1);
            int[] places = [.. Enumerable.Range(0, all.Count)];
            return TaggingData.Of(
                all.Subset(places[..Generated]), all.Subset(places[Generated..(3 * Generated / 2)]), all.Subset(places[(3 * Generated / 2)..]),
                name, source, null);
        }

        string[] files = recipe == PosRecipe.Key
            ? ["en_ewt-ud-train.conllu", "en_ewt-ud-dev.conllu", "en_ewt-ud-test.conllu"]
            : ["wnut17train.conll", "emerging.dev.conll", "emerging.test.annotated"];
        if (!Directory.Exists(folder))
            throw new UnrollException($"{folder}: expected a folder with {string.Join(", ", files)}; for a file of your own there is `unroll train tag`");
        TaggedText[] parts = [.. files.Select(f => TaggedText.Read(Find(folder, f)))];
        LabelSet tags = LabelSet.From(parts.SelectMany(p => p.Tags));
        return TaggingData.Of(parts[0].Under(tags), parts[1].Under(tags), parts[2].Under(tags), name, source, folder);
    }

    private static string Find(string folder, string file)
    {
        string path = Path.Combine(folder, file);
        return !File.Exists(path) && File.Exists(path + ".gz") ? path + ".gz" : path;
    }
}
