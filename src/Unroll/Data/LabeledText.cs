using System.Collections;

namespace Unroll.Data;

/// <summary>
/// Texts with a class each: what a text classifier is trained and tested on. The collection never changes; splits and subsets are new
/// collections with the same <see cref="Labels"/>.
/// </summary>
public sealed class LabeledText : IReadOnlyList<LabeledItem>
{
    private readonly LabeledItem[] _items;
    private readonly Lazy<Vocabulary> _vocabulary;

    /// <summary>A collection of the items given.</summary>
    /// <param name="items">The items, in order.</param>
    /// <param name="labels">The names of their labels; every item's label is an id of this set.</param>
    public LabeledText(IEnumerable<LabeledItem> items, LabelSet labels)
    {
        ArgumentNullException.ThrowIfNull(items);
        ArgumentNullException.ThrowIfNull(labels);
        _items = [.. items];
        Labels = labels;
        foreach (var item in _items)
        {
            if ((uint)item.Label >= (uint)labels.Count)
                throw new ArgumentException($"expected label ids from 0 to {labels.Count - 1}, got {item.Label}", nameof(items));
        }
        _vocabulary = new Lazy<Vocabulary>(() => Vocabulary.Build(_items.Select(i => i.Text)));
    }

    /// <summary>The classes, in the order of their ids.</summary>
    public LabelSet Labels { get; }

    /// <summary>The characters of these texts, collected on first use: take it from the training part of a split.</summary>
    public Vocabulary Vocabulary => _vocabulary.Value;

    /// <summary>How many items there are.</summary>
    public int Count => _items.Length;

    /// <summary>An item by its place.</summary>
    /// <param name="index">From 0 to <see cref="Count"/> minus 1.</param>
    public LabeledItem this[int index] => _items[index];

    /// <summary>
    /// Reads a UTF-8 file with <c>text&lt;TAB&gt;label</c> on each line. Blank lines are ignored; a byte order mark and CR LF are accepted;
    /// there is no header and no comment. Labels get their ids in ordinal order.
    /// </summary>
    /// <param name="path">The file.</param>
    /// <exception cref="UnrollException">The file is missing or empty, has one class only, or a line is not as described.</exception>
    public static LabeledText Read(string path)
    {
        using var reader = StrictLineReader.Open(path);
        return LabeledTextReader.ReadTable(reader, known: null);
    }

    /// <summary>Reads a file for a model that is trained already, as <see cref="Read(string)"/> does, with the model's labels.</summary>
    /// <param name="path">The file.</param>
    /// <param name="known">The labels seen in training; the file need not have all of them.</param>
    /// <exception cref="UnrollException">As for <see cref="Read(string)"/>, or a label was not seen in training.</exception>
    public static LabeledText Read(string path, LabelSet known)
    {
        ArgumentNullException.ThrowIfNull(known);
        using var reader = StrictLineReader.Open(path);
        return LabeledTextReader.ReadTable(reader, known);
    }

    /// <summary>Reads a stream of lines as <see cref="Read(string)"/> does.</summary>
    /// <param name="stream">The text; it is closed at the end.</param>
    /// <param name="name">What messages call it.</param>
    /// <param name="known">The labels seen in training, or null to take those of the text.</param>
    /// <exception cref="UnrollException">As for <see cref="Read(string, LabelSet)"/>.</exception>
    public static LabeledText Read(Stream stream, string name, LabelSet? known = null)
    {
        ArgumentNullException.ThrowIfNull(stream);
        using var reader = new StrictLineReader(stream, name);
        return LabeledTextReader.ReadTable(reader, known);
    }

    /// <summary>Reads a folder with one <c>&lt;Label&gt;.txt</c> for each class and one text a line; other files are ignored.</summary>
    /// <param name="folder">The folder.</param>
    /// <exception cref="UnrollException">There is no such folder or fewer than two such files, or one cannot be read.</exception>
    public static LabeledText ReadFolder(string folder) => LabeledTextReader.ReadFolder(folder);

    /// <summary>How many items each label has, by id.</summary>
    public int[] CountByLabel()
    {
        var counts = new int[Labels.Count];
        foreach (var item in _items)
            counts[item.Label]++;
        return counts;
    }

    /// <summary>Splits at random so that every label has its share on both sides, to within one item.</summary>
    /// <param name="testShare">The share of the second part, between 0 and 1; the number of items is rounded up.</param>
    /// <param name="seed">The same seed gives the same split.</param>
    /// <returns>Both parts, each in the order of this collection.</returns>
    public (LabeledText Train, LabeledText Test) SplitStratified(double testShare, long seed) =>
        Parts(Splits.Stratified([.. _items.Select(i => i.Label)], Labels.Count, testShare, seed));

    /// <summary>
    /// Splits at random so that no spelling is on both sides (spellings that differ in case or composition only count as one), and every
    /// label has its share as nearly as that allows. Without it, repeated items are tested that were trained on.
    /// </summary>
    /// <param name="testShare">The share of the second part, between 0 and 1.</param>
    /// <param name="seed">The same seed gives the same split.</param>
    /// <returns>Both parts, each in the order of this collection.</returns>
    /// <exception cref="UnrollException">All items share one spelling.</exception>
    public (LabeledText Train, LabeledText Test) SplitGrouped(double testShare, long seed)
    {
        string[] keys = [.. _items.Select(i => TextElements.SpellingKey(i.Text))];
        return Parts(Splits.Grouped(keys, [.. _items.Select(i => i.Label)], Labels.Count, testShare, seed));
    }

    /// <summary>Cross-validation: every item is in the test part of exactly one fold, and labels are spread evenly.</summary>
    /// <param name="k">How many folds, from 2 to <see cref="Count"/>.</param>
    /// <param name="seed">The same seed gives the same folds.</param>
    public IReadOnlyList<(LabeledText Train, LabeledText Test)> KFold(int k, long seed) =>
        [.. Splits.KFold([.. _items.Select(i => i.Label)], Labels.Count, k, seed).Select(Parts)];

    /// <summary>The items at some places, in the order given.</summary>
    /// <param name="indices">Places from 0 to <see cref="Count"/> minus 1.</param>
    public LabeledText Subset(IEnumerable<int> indices)
    {
        ArgumentNullException.ThrowIfNull(indices);
        return new(indices.Select(i => _items[i]), Labels);
    }

    /// <summary>The first items.</summary>
    /// <param name="count">How many at most.</param>
    public LabeledText Take(int count) => new(_items.Take(count), Labels);

    /// <inheritdoc/>
    public IEnumerator<LabeledItem> GetEnumerator() => ((IEnumerable<LabeledItem>)_items).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private (LabeledText Train, LabeledText Test) Parts((int[] Train, int[] Test) indices) =>
        (Subset(indices.Train), Subset(indices.Test));
}
