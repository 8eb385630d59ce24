using System.Security.Cryptography;
using System.Text;
using Unroll.Data;

namespace Unroll.Recipes;

/// <summary>Labelled texts and where they came from: what a run records, so that resuming finds the same again.</summary>
internal sealed record ClassificationData(LabeledText Items, DataRecord Record)
{
    /// <summary>A user's own file of <c>text&lt;TAB&gt;label</c>, or a folder with one <c>&lt;Label&gt;.txt</c> a class.</summary>
    public static ClassificationData FromFile(string path) =>
        Of(Read(path), Path.GetFileName(Path.TrimEndingDirectorySeparator(path)), path, Path.GetFullPath(path));

    /// <summary>Labelled texts with their origin.</summary>
    public static ClassificationData Of(LabeledText items, string name, string source, string? path) =>
        new(items, new DataRecord(name, source, path, items.Count, Fingerprint(items)));

    /// <summary>What a run recorded, read again.</summary>
    /// <exception cref="UnrollException">It is gone, or not what it was.</exception>
    public static ClassificationData Again(DataRecord record)
    {
        LabeledText items = record.Path is null ? SurnamesData.LoadSample() : Read(record.Path);
        if (record.Sha256 != Fingerprint(items))
        {
            throw new UnrollException(
                $"{record.Path ?? record.Source}: the data has changed since the run began ({record.Items} items then, {items.Count} now); "
                + "put the old data back, or start a new run");
        }

        return new ClassificationData(items, record);
    }

    private static LabeledText Read(string path) => Directory.Exists(path) ? LabeledText.ReadFolder(path) : LabeledText.Read(path);

    /// <summary>SHA-256 of every text and label in order: the data itself, whatever files it lies in.</summary>
    private static string Fingerprint(LabeledText items)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (LabeledItem item in items)
        {
            hash.AppendData(Encoding.UTF8.GetBytes($"{item.Text}\t{items.Labels[item.Label]}\n"));
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
