using System.Text;
using Unroll.Data;

namespace Unroll.Recipes;

/// <summary>The sentences and trees of the recipe.</summary>
internal static class SentimentData
{
    /// <summary>The labels of sentences.</summary>
    private static readonly LabelSet Sides = new(["negative", "positive"]);

    private const int Generated = 1600;

    /// <summary>The sentences that the options ask for.</summary>
    public static (LabeledText Items, DataRecord Record) Sentences(RunOptions options) =>
        Sentences(Locate(DataSets.RtPolarity, options));

    /// <summary>The trees that the options ask for: to train on, for development, to test on.</summary>
    public static (LabeledTrees[] Parts, DataRecord Record) Trees(RunOptions options) =>
        Look(Trees(Locate(DataSets.SentimentTrees, options)), options);

    /// <summary>The sentences of a run again.</summary>
    public static (LabeledText Items, DataRecord Record) SentencesAgain(DataRecord record)
    {
        var again = Sentences((record.Name, record.Source, record.Path));
        Fingerprint.Check(record, again.Record.Sha256, again.Record.Items);
        return again;
    }

    /// <summary>The trees of a run again.</summary>
    public static (LabeledTrees[] Parts, DataRecord Record) TreesAgain(DataRecord record, RunOptions options)
    {
        var again = Trees((record.Name, record.Source, record.Path));
        Fingerprint.Check(record, again.Record.Sha256, again.Record.Items);
        return Look(again, options);
    }

    /// <summary>A quick look takes some of the trees.</summary>
    private static (LabeledTrees[] Parts, DataRecord Record) Look((LabeledTrees[] Parts, DataRecord Record) all, RunOptions options) => options.Quick
        ? (Array.ConvertAll(all.Parts, p => p.Subset(Enumerable.Range(0, Math.Min(p.Count, 400)))), all.Record) : all;

    private static (string Name, string Source, string? Path) Locate(DataSet set, RunOptions options)
    {
        DataLocation location = options.Data == "sample"
            ? new DataLocation(set.Name, DataOrigin.BuiltIn, null, $"built-in: {set.BuiltIn}") : DataStore.Default.Resolve(set, options.Data);
        return (location.Name, location.Description, location.Path is null ? null : Path.GetFullPath(location.Path));
    }

    private static (LabeledText Items, DataRecord Record) Sentences((string Name, string Source, string? Path) from)
    {
        LabeledText items = from.Path is null
            ? new LabeledText(SentimentGrammar.Trees(Generated, 1)
                .Where(t => t.Root.Label != 2).Select(t => new LabeledItem(string.Join(' ', t.Words), t.Root.Label > 2 ? 1 : 0)), Sides)
            : new LabeledText([.. Lines(from.Path, "rt-polarity.neg", 0), .. Lines(from.Path, "rt-polarity.pos", 1)], Sides);
        return (items, new DataRecord(
            from.Name, from.Source, from.Path, items.Count, Fingerprint.Of(items.Select(i => $"{i.Text}\t{i.Label}"))));
    }

    private static (LabeledTrees[] Parts, DataRecord Record) Trees((string Name, string Source, string? Path) from)
    {
        LabeledTrees[] parts;
        if (from.Path is null)
        {
            LabeledTrees all = SentimentGrammar.Trees(Generated, 1);
            int[] places = [.. Enumerable.Range(0, Generated)];
            parts = [all.Subset(places[..(Generated / 2)]), all.Subset(places[(Generated / 2)..(3 * Generated / 4)]), all.Subset(places[(3 * Generated / 4)..])];
        }
        else
        {
            LabeledTrees train = LabeledTrees.Read(Path.Combine(from.Path, "train.txt"));
            parts =
            [
                train, LabeledTrees.Read(Path.Combine(from.Path, "dev.txt"), train.Labels), LabeledTrees.Read(Path.Combine(from.Path, "test.txt"), train.Labels),
            ];
        }

        return (parts, new DataRecord(
            from.Name, from.Source, from.Path, parts.Sum(p => p.Count), Fingerprint.Of(parts.SelectMany(p => p.Select(t => t.ToString(p.Labels))))));
    }

    /// <summary>The file is in the code page of Windows for Western Europe, and a byte of it that is an end of line elsewhere stands inside lines.</summary>
    private static IEnumerable<LabeledItem> Lines(string folder, string file, int label)
    {
        string path = Path.Combine(folder, file);
        if (!File.Exists(path))
            throw new UnrollException($"{path}: no such file; expected a folder with rt-polarity.pos and rt-polarity.neg");
        Encoding western = CodePagesEncodingProvider.Instance.GetEncoding(1252)!;
        return western.GetString(File.ReadAllBytes(path)).Split('\n').Select(l => l.TrimEnd('\r').Trim(' '))
            .Where(l => WordTokens.Split(l).Length > 0).Select(l => new LabeledItem(TextElements.Normalize(l), label));
    }
}
