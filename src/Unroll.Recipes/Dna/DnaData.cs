using Unroll.Data;

namespace Unroll.Recipes;

/// <summary>The windows of the recipe.</summary>
internal static class DnaData
{
    private const string Format = "expected label, name, sequence with commas between";

    public static (LabeledText Items, DataRecord Record) Load(RunOptions options)
    {
        DataLocation location = options.Data == "sample"
            ? new DataLocation(DataSets.Splice.Name, DataOrigin.BuiltIn, null, $"built-in: {DataSets.Splice.BuiltIn}")
            : DataStore.Default.Resolve(DataSets.Splice, options.Data);
        return Load(location.Name, location.Description, location.Path is null ? null : Path.GetFullPath(location.Path));
    }

    /// <exception cref="UnrollException">The data is gone, or not what it was.</exception>
    public static (LabeledText Items, DataRecord Record) Again(DataRecord record)
    {
        var again = Load(record.Name, record.Source, record.Path);
        Fingerprint.Check(record, again.Record.Sha256, again.Record.Items);
        return again;
    }

    private static (LabeledText Items, DataRecord Record) Load(string name, string source, string? path)
    {
        LabeledText items = path is null ? JunctionGenerator.Generate(2400, 1) : Read(Directory.Exists(path) ? Path.Combine(path, "splice.data") : path);
        return (items, new DataRecord(name, source, path, items.Count, Fingerprint.Of(items.Select(i => $"{i.Text}\t{items.Labels[i.Label]}"))));
    }

    private static LabeledText Read(string path)
    {
        IReadOnlyList<string> lines = TextLines.Read(path);
        var rows = new (string Label, string Window)[lines.Count];
        for (int i = 0; i < rows.Length; i++)
        {
            string[] cells = lines[i].Split(',', StringSplitOptions.TrimEntries);
            if (cells.Length != 3 || cells[0].Length == 0)
                throw Error(i, $"{cells.Length} cells; {Format}");
            int strange = Array.FindIndex(cells[2].ToCharArray(), c => Nucleotides.Shares(c) is null);
            if (strange >= 0)
                throw Error(i, $"letter {strange + 1} of the sequence, `{cells[2][strange]}`, is no nucleotide; expected A, C, G, T or an IUPAC code");
            if (cells[2].Length != rows[0].Window?.Length && i > 0)
                throw Error(i, $"a sequence of {cells[2].Length} letters, {rows[0].Window?.Length} before; all must be as long");
            if (cells[2].Length < 2 || cells[2].Length % 2 != 0)
                throw Error(i, $"a sequence of {cells[2].Length} letters; expected an even number, the junction in the middle");
            rows[i] = (cells[0], cells[2].ToUpperInvariant());
        }

        var labels = LabelSet.From(rows.Select(r => r.Label));
        return labels.Count < 2
            ? throw new UnrollException($"{path}: every sequence has the label {labels[0]}; expected at least two")
            : new LabeledText(rows.Select(r => new LabeledItem(r.Window, labels.IndexOf(r.Label))), labels);

        UnrollException Error(int line, string problem) => new($"{path}: item {line + 1}: {problem}");
    }
}
