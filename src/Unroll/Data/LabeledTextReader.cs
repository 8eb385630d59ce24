namespace Unroll.Data;

/// <summary>Reads <see cref="LabeledText"/> from lines and folders; a problem is named with its file and line.</summary>
internal static class LabeledTextReader
{
    private const string Format = "expected text<TAB>label";

    internal static LabeledText ReadTable(StrictLineReader reader, LabelSet? known)
    {
        var texts = new List<string>();
        var labels = new List<string>();
        while (reader.ReadFilledLine() is string line)
        {
            int tab = line.IndexOf('\t', StringComparison.Ordinal);
            if (tab < 0)
                throw reader.Error($"no tab; {Format}");
            if (line.IndexOf('\t', tab + 1) >= 0)
                throw reader.Error($"more than one tab; {Format}");
            if (string.IsNullOrWhiteSpace(line[..tab]))
                throw reader.Error($"empty text; {Format}");
            string label = Nfc.Normalize(line[(tab + 1)..].Trim());
            if (label.Length == 0)
                throw reader.Error($"empty label; {Format}");
            if (known is not null && known.IndexOf(label) < 0)
                throw reader.Error(Unseen(label, known));
            texts.Add(Nfc.Normalize(line[..tab]));
            labels.Add(label);
        }
        if (texts.Count == 0)
            throw new UnrollException($"{reader.Name}: the file is empty; {Format} on each line");

        var set = known ?? LabelSet.From(labels);
        if (set.Count < 2)
            throw new UnrollException($"{reader.Name}: every line has the label {Quote.Text(set[0])}; expected at least two classes");
        return new LabeledText(texts.Zip(labels, (text, label) => new LabeledItem(text, set.IndexOf(label))), set);
    }

    internal static LabeledText ReadFolder(string folder)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        const string layout = "expected one <Label>.txt for each class";
        if (File.Exists(folder))
            throw new UnrollException($"{folder}: this is a file; expected a folder");
        string[] files;
        try
        {
            // Windows would match .txtx too, and macOS lists in no order.
            files = [.. Directory.GetFiles(folder).Where(f => Path.GetExtension(f).Equals(".txt", StringComparison.OrdinalIgnoreCase))];
        }
        catch (DirectoryNotFoundException e)
        {
            throw new UnrollException($"{folder}: no such folder; check the path", e);
        }
        catch (Exception e) when (e is UnauthorizedAccessException or IOException)
        {
            throw new UnrollException($"{folder}: cannot be read: {e.Message}", e);
        }
        if (files.Length == 0)
            throw new UnrollException($"{folder}: the folder has no .txt file; {layout}");
        if (files.Length == 1)
            throw new UnrollException($"{folder}: {Path.GetFileName(files[0])} is the only class; {layout}, and at least two");

        var labels = new LabelSet(files.Select(f => Nfc.Normalize(Path.GetFileNameWithoutExtension(f))).Order(StringComparer.Ordinal));
        var items = files.OrderBy(Path.GetFileName, StringComparer.Ordinal)
            .SelectMany(f => TextLines.Read(f), (f, text) => (Label: Nfc.Normalize(Path.GetFileNameWithoutExtension(f)), Text: text))
            .Select(pair => new LabeledItem(pair.Text, labels.IndexOf(pair.Label)));
        return new LabeledText(items, labels);
    }

    /// <summary>What to say of a label that a trained model does not have.</summary>
    internal static string Unseen(string label, LabelSet known) =>
        $"the label {Quote.Text(label)} was not seen in training; known labels: {Quote.List(known)}";
}
