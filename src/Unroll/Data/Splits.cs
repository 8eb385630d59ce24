namespace Unroll.Data;

/// <summary>
/// Random divisions of labelled items into a training and a test part, as lists of places in rising order. They depend on the labels, the
/// share and the seed, and on nothing else.
/// </summary>
public static class Splits
{
    /// <summary>Every label has its share in the test part, to within one item; the whole test part is rounded up.</summary>
    /// <param name="labels">The label id of each item.</param>
    /// <param name="labelCount">How many labels there are.</param>
    /// <param name="testShare">The share of the test part, between 0 and 1.</param>
    /// <param name="seed">The same seed gives the same split.</param>
    public static (int[] Train, int[] Test) Stratified(IReadOnlyList<int> labels, int labelCount, double testShare, long seed)
    {
        Check(labels, testShare);
        int[][] classes = ByLabel(labels, labelCount);
        var exact = Array.ConvertAll(classes, members => members.Length * testShare);
        // 0.3 * 10 is 3.0000000000000004 or so in some products: that is 3, not 4.
        int total = Math.Clamp((int)Math.Ceiling(labels.Count * testShare - 1e-9), 1, labels.Count - 1);
        int[] counts = Array.ConvertAll(exact, share => (int)Math.Floor(share + 1e-9));

        // Largest remainders first (Hamilton's method), so that each count stays within one of its share and the total is met.
        var byRemainder = Enumerable.Range(0, labelCount)
            .OrderByDescending(c => Math.Round(exact[c] - counts[c], 9))
            .ThenByDescending(c => classes[c].Length);
        foreach (int c in byRemainder.Take(total - counts.Sum()).ToArray())
            counts[c]++;

        var random = new SplitMix(seed);
        var inTest = new bool[labels.Count];
        for (int c = 0; c < labelCount; c++)
        {
            random.Shuffle<int>(classes[c]);
            foreach (int item in classes[c].AsSpan(0, counts[c]))
                inTest[item] = true;
        }
        return Divide(inTest);
    }

    /// <summary>Items with the same key stay together; labels have their share as nearly as that allows.</summary>
    /// <param name="keys">What items must not share across the parts.</param>
    /// <param name="labels">The label id of each item.</param>
    /// <param name="labelCount">How many labels there are.</param>
    /// <param name="testShare">The share of the test part, between 0 and 1.</param>
    /// <param name="seed">The same seed gives the same split.</param>
    /// <exception cref="UnrollException">All items have the same key.</exception>
    public static (int[] Train, int[] Test) Grouped(
        IReadOnlyList<string> keys, IReadOnlyList<int> labels, int labelCount, double testShare, long seed)
    {
        ArgumentNullException.ThrowIfNull(keys);
        Check(labels, testShare);
        int[][] groups = [.. Enumerable.Range(0, keys.Count).GroupBy(i => keys[i], StringComparer.Ordinal).Select(g => g.ToArray())];
        if (groups.Length < 2)
            throw new UnrollException("cannot split by spelling: all items have the same one");
        new SplitMix(seed).Shuffle<int[]>(groups);

        // Groups of several labels and large ones come first: the single items at the end even out what those leave.
        var ordered = groups.OrderByDescending(g => g.Select(i => labels[i]).Distinct().Count()).ThenByDescending(g => g.Length).ToArray();
        var owed = new double[labelCount]; // the test part's share of the items seen so far, less what it got of them
        var inTest = new bool[labels.Count];
        int taken = 0;
        foreach (int[] group in ordered)
        {
            foreach (int item in group)
                owed[labels[item]] += testShare;
            double change = 0; // of the sum of squares of `owed`, if the group goes to the test part
            foreach (var part in group.GroupBy(i => labels[i]))
                change += part.Count() * (part.Count() - 2 * owed[part.Key]);
            if (change < 0)
            {
                taken += Take(group);
                foreach (int item in group)
                    owed[labels[item]]--;
            }
        }
        if (taken == 0)
            Take(ordered[^1]);
        else if (taken == labels.Count)
            Array.ForEach(ordered[^1], item => inTest[item] = false);
        return Divide(inTest);

        int Take(int[] group)
        {
            Array.ForEach(group, item => inTest[item] = true);
            return group.Length;
        }
    }

    /// <summary>
    /// At most <paramref name="most"/> of the numbers below <paramref name="count"/>, evenly apart: a look at a part that is in the order of its
    /// file, where the first items are often of one kind.
    /// </summary>
    public static int[] Evenly(int count, int most)
    {
        int taken = Math.Min(count, most);
        return [.. Enumerable.Range(0, taken).Select(k => (int)((long)k * count / taken))];
    }

    /// <summary>Every item is in the test part of one fold; each label, and the whole, is spread evenly to within one item.</summary>
    /// <param name="labels">The label id of each item.</param>
    /// <param name="labelCount">How many labels there are.</param>
    /// <param name="k">How many folds, from 2 to the number of items.</param>
    /// <param name="seed">The same seed gives the same folds.</param>
    public static IReadOnlyList<(int[] Train, int[] Test)> KFold(IReadOnlyList<int> labels, int labelCount, int k, long seed)
    {
        ArgumentNullException.ThrowIfNull(labels);
        if (k < 2 || k > labels.Count)
            throw new ArgumentOutOfRangeException(nameof(k), $"expected from 2 to {labels.Count} folds for `k`, got {k}");
        var random = new SplitMix(seed);
        var fold = new int[labels.Count];
        int dealt = 0;
        foreach (int[] members in ByLabel(labels, labelCount))
        {
            random.Shuffle<int>(members);
            foreach (int item in members)
                fold[item] = dealt++ % k; // dealt like cards, on through the labels
        }
        return [.. Enumerable.Range(0, k).Select(f => Divide(Array.ConvertAll(fold, its => its == f)))];
    }

    private static void Check(IReadOnlyList<int> labels, double testShare)
    {
        ArgumentNullException.ThrowIfNull(labels);
        if (!(testShare > 0 && testShare < 1))
            throw new ArgumentOutOfRangeException(nameof(testShare), $"expected a share between 0 and 1 for `testShare`, got {testShare}");
        if (labels.Count < 2)
            throw new ArgumentException($"expected at least 2 items to split, got {labels.Count}", nameof(labels));
    }

    private static int[][] ByLabel(IReadOnlyList<int> labels, int labelCount)
    {
        var classes = new List<int>[labelCount];
        for (int c = 0; c < labelCount; c++)
            classes[c] = [];
        for (int i = 0; i < labels.Count; i++)
            classes[labels[i]].Add(i);
        return Array.ConvertAll(classes, members => members.ToArray());
    }

    private static (int[] Train, int[] Test) Divide(bool[] inTest)
    {
        int[] all = [.. Enumerable.Range(0, inTest.Length)];
        return (Array.FindAll(all, i => !inTest[i]), Array.FindAll(all, i => inTest[i]));
    }
}
