using System.Collections;

namespace Unroll.Data;

/// <summary>
/// Sequences of measurements with a number each or a number a step, all of the same features. The collection never changes.
/// </summary>
public sealed class TargetSequences : IReadOnlyList<TargetSequence>
{
    private readonly TargetSequence[] _items;

    /// <summary>A collection of the sequences given.</summary>
    /// <param name="items">The sequences, in order; each has one value a step for every feature.</param>
    /// <param name="featureNames">The names of the features, in the order of the values.</param>
    /// <param name="perStep">Whether there is a target a step; otherwise one a sequence.</param>
    public TargetSequences(IEnumerable<TargetSequence> items, IEnumerable<string> featureNames, bool perStep)
    {
        ArgumentNullException.ThrowIfNull(items);
        ArgumentNullException.ThrowIfNull(featureNames);
        _items = [.. items];
        FeatureNames = [.. featureNames];
        PerStep = perStep;
        foreach (var item in _items)
        {
            if (item.Features != FeatureNames.Count)
                throw new ArgumentException($"expected {FeatureNames.Count} features, got {item.Features} in {item.Id}", nameof(items));
            int targets = perStep ? item.Steps : 1;
            if (item.Targets.Length != targets)
                throw new ArgumentException($"expected {targets} targets, got {item.Targets.Length} in {item.Id}", nameof(items));
        }
    }

    /// <summary>The names of the features, in the order of the values of a step.</summary>
    public IReadOnlyList<string> FeatureNames { get; }

    /// <summary>Whether there is a target a step; otherwise one a sequence.</summary>
    public bool PerStep { get; }

    /// <summary>How many sequences there are.</summary>
    public int Count => _items.Length;

    /// <summary>A sequence by its place.</summary>
    /// <param name="index">From 0 to <see cref="Count"/> minus 1.</param>
    public TargetSequence this[int index] => _items[index];

    /// <summary>
    /// Reads comma-separated values (RFC 4180, UTF-8) with the header <c>id,time,&lt;features...&gt;,target</c>. A sequence is the rows of
    /// one id, in the order of their time: a number or an ISO 8601 date. A target that is left empty is not known.
    /// </summary>
    /// <param name="path">The file.</param>
    /// <param name="perStep">Whether there is a target a step or one a sequence; null finds out: it is a step's where it varies within an id.</param>
    /// <param name="columns">Which columns to take; those between time and target unless given.</param>
    /// <exception cref="UnrollException">
    /// The file is missing or empty, a value is not a finite number, or rows contradict each other; the message names file, line and column.
    /// </exception>
    public static TargetSequences Read(string path, bool? perStep = null, SequenceColumns? columns = null)
    {
        using var reader = StrictLineReader.Open(path);
        return new TargetTableReader(new CsvReader(reader), columns ?? new SequenceColumns(), perStep).Read();
    }

    /// <summary>Splits at random.</summary>
    /// <param name="testShare">The share of the second part, between 0 and 1; the number of sequences is rounded up.</param>
    /// <param name="seed">The same seed gives the same split.</param>
    public (TargetSequences Train, TargetSequences Test) Split(double testShare, long seed) =>
        Parts(Splits.Stratified(new int[Count], 1, testShare, seed));

    /// <summary>Cross-validation: every sequence is in the test part of exactly one fold.</summary>
    /// <param name="k">How many folds, from 2 to <see cref="Count"/>.</param>
    /// <param name="seed">The same seed gives the same folds.</param>
    public IReadOnlyList<(TargetSequences Train, TargetSequences Test)> KFold(int k, long seed) =>
        [.. Splits.KFold(new int[Count], 1, k, seed).Select(Parts)];

    /// <summary>The sequences at some places, in the order given.</summary>
    /// <param name="indices">Places from 0 to <see cref="Count"/> minus 1.</param>
    public TargetSequences Subset(IEnumerable<int> indices)
    {
        ArgumentNullException.ThrowIfNull(indices);
        return new(indices.Select(i => _items[i]), FeatureNames, PerStep);
    }

    /// <inheritdoc/>
    public IEnumerator<TargetSequence> GetEnumerator() => ((IEnumerable<TargetSequence>)_items).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private (TargetSequences Train, TargetSequences Test) Parts((int[] Train, int[] Test) indices) =>
        (Subset(indices.Train), Subset(indices.Test));
}
