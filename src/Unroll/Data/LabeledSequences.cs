using System.Collections;

namespace Unroll.Data;

/// <summary>
/// Sequences of measurements with a class each, all of the same features. The collection never changes; splits and subsets are new
/// collections with the same <see cref="Labels"/>.
/// </summary>
public sealed class LabeledSequences : IReadOnlyList<LabeledSequence>
{
    private readonly LabeledSequence[] _items;

    /// <summary>A collection of the sequences given.</summary>
    /// <param name="items">The sequences, in order; each has one value a step for every feature.</param>
    /// <param name="featureNames">The names of the features, in the order of the values.</param>
    /// <param name="labels">The names of the labels; every item's label is an id of this set.</param>
    public LabeledSequences(IEnumerable<LabeledSequence> items, IEnumerable<string> featureNames, LabelSet labels)
    {
        ArgumentNullException.ThrowIfNull(items);
        ArgumentNullException.ThrowIfNull(featureNames);
        ArgumentNullException.ThrowIfNull(labels);
        _items = [.. items];
        FeatureNames = [.. featureNames];
        Labels = labels;
        foreach (var item in _items)
        {
            if (item.Features != FeatureNames.Count)
                throw new ArgumentException($"expected {FeatureNames.Count} features, got {item.Features} in {item.Id}", nameof(items));
            if ((uint)item.Label >= (uint)labels.Count)
                throw new ArgumentException($"expected label ids from 0 to {labels.Count - 1}, got {item.Label}", nameof(items));
        }
    }

    /// <summary>The names of the features, in the order of the values of a step.</summary>
    public IReadOnlyList<string> FeatureNames { get; }

    /// <summary>The classes, in the order of their ids.</summary>
    public LabelSet Labels { get; }

    /// <summary>How many sequences there are.</summary>
    public int Count => _items.Length;

    /// <summary>A sequence by its place.</summary>
    /// <param name="index">From 0 to <see cref="Count"/> minus 1.</param>
    public LabeledSequence this[int index] => _items[index];

    /// <summary>
    /// Reads comma-separated values (RFC 4180, UTF-8) with the header <c>id,time,&lt;features...&gt;,label</c>. A sequence is the rows of
    /// one id, in the order of their time: a number or an ISO 8601 date. A label is repeated on every row of its id.
    /// </summary>
    /// <param name="path">The file.</param>
    /// <param name="known">The labels of a model that is trained already, or null to take those of the file.</param>
    /// <param name="columns">Which columns to take; those between time and label unless given.</param>
    /// <exception cref="UnrollException">
    /// The file is missing, empty or of one class, a value is not a finite number, or rows contradict each other; the message names file,
    /// line and column.
    /// </exception>
    public static LabeledSequences Read(string path, LabelSet? known = null, SequenceColumns? columns = null)
    {
        using var reader = StrictLineReader.Open(path);
        return new LabelTableReader(new CsvReader(reader), columns ?? new SequenceColumns(), known).Read();
    }

    /// <summary>How many sequences each label has, by id.</summary>
    public int[] CountByLabel()
    {
        var counts = new int[Labels.Count];
        foreach (var item in _items)
            counts[item.Label]++;
        return counts;
    }

    /// <summary>Splits at random so that every label has its share on both sides, to within one sequence.</summary>
    /// <param name="testShare">The share of the second part, between 0 and 1; the number of sequences is rounded up.</param>
    /// <param name="seed">The same seed gives the same split.</param>
    public (LabeledSequences Train, LabeledSequences Test) SplitStratified(double testShare, long seed) =>
        Parts(Splits.Stratified([.. _items.Select(i => i.Label)], Labels.Count, testShare, seed));

    /// <summary>Cross-validation: every sequence is in the test part of exactly one fold, and labels are spread evenly.</summary>
    /// <param name="k">How many folds, from 2 to <see cref="Count"/>.</param>
    /// <param name="seed">The same seed gives the same folds.</param>
    public IReadOnlyList<(LabeledSequences Train, LabeledSequences Test)> KFold(int k, long seed) =>
        [.. Splits.KFold([.. _items.Select(i => i.Label)], Labels.Count, k, seed).Select(Parts)];

    /// <summary>The sequences at some places, in the order given.</summary>
    /// <param name="indices">Places from 0 to <see cref="Count"/> minus 1.</param>
    public LabeledSequences Subset(IEnumerable<int> indices)
    {
        ArgumentNullException.ThrowIfNull(indices);
        return new(indices.Select(i => _items[i]), FeatureNames, Labels);
    }

    /// <summary>The first sequences.</summary>
    /// <param name="count">How many at most.</param>
    public LabeledSequences Take(int count) => new(_items.Take(count), FeatureNames, Labels);

    /// <inheritdoc/>
    public IEnumerator<LabeledSequence> GetEnumerator() => ((IEnumerable<LabeledSequence>)_items).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private (LabeledSequences Train, LabeledSequences Test) Parts((int[] Train, int[] Test) indices) =>
        (Subset(indices.Train), Subset(indices.Test));
}
