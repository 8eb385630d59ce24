using Unroll.Data;
using Unroll.Models;

namespace Unroll.Recipes;

/// <summary>How much of the labels of some texts a straight cut finds in what a language model holds when it reads them.</summary>
/// <param name="Reading">What the cut sees: the state after the text, its mean over the text, or both.</param>
/// <param name="Penalty">The weight of the squares of the coefficients.</param>
/// <param name="Chosen">The share of right answers on the part of the training texts that chose both.</param>
/// <param name="Accuracy">The share of right answers on the test texts, which chose nothing.</param>
internal sealed record StateProbe(string Reading, float Penalty, double Chosen, double Accuracy)
{
    private static readonly float[] Penalties = [1, 10, 100, 1000, 10_000];

    /// <summary>The best of each reading, in the order last, mean, both.</summary>
    /// <param name="train">The states of the training texts.</param>
    /// <param name="truth">Their labels.</param>
    /// <param name="test">The states of the test texts.</param>
    /// <param name="asked">Their labels.</param>
    /// <param name="seed">What fifth of the training texts chooses the penalty.</param>
    public static IReadOnlyList<StateProbe> All(
        (float[][] Last, float[][] Mean) train, bool[] truth, (float[][] Last, float[][] Mean) test, bool[] asked, ulong seed) =>
    [
        Of("the state after a review", train.Last, truth, test.Last, asked, seed),
        Of("the mean of the states over a review", train.Mean, truth, test.Mean, asked, seed),
        Of("both", Beside(train), truth, Beside(test), asked, seed),
    ];

    /// <summary>The share of equal answers.</summary>
    public static double Share(bool[] answers, bool[] truth) => answers.Zip(truth).Count(p => p.First == p.Second) / (double)Math.Max(1, truth.Length);

    private static StateProbe Of(string reading, float[][] train, bool[] truth, float[][] test, bool[] asked, ulong seed)
    {
        // One penalty for all numbers asks for numbers of one size.
        string[] names = [.. Enumerable.Range(1, train[0].Length).Select(i => $"{i}")];
        var scaler = FeatureScaler.Fit(names, train.Select((v, i) => new FeatureSequence($"{i}", v, 1)));
        train = [.. train.Select((v, i) => scaler.Apply(new FeatureSequence($"{i}", v, 1)))];
        test = [.. test.Select((v, i) => scaler.Apply(new FeatureSequence($"{i}", v, 1)))];
        int fit = train.Length * 4 / 5;
        int[] order = new SplitMix((long)seed).Permutation(train.Length);
        float[][] some = [.. order[..fit].Select(i => train[i])], others = [.. order[fit..].Select(i => train[i])];
        bool[] labels = [.. order[..fit].Select(i => truth[i])], expected = [.. order[fit..].Select(i => truth[i])];
        (float best, double chosen) = Penalties.Select(l2 => (l2, Share(LinearProbe.Fit(some, labels, others, 0, l2).Answers, expected))).MaxBy(p => p.Item2);
        return new StateProbe(reading, best, chosen, Share(LinearProbe.Fit(train, truth, test, 0, best).Answers, asked));
    }

    /// <summary>The state after a text and the mean over it as one vector.</summary>
    public static float[][] Beside((float[][] Last, float[][] Mean) states) =>
        [.. states.Last.Zip(states.Mean, (last, mean) => (float[])[.. last, .. mean])];
}
