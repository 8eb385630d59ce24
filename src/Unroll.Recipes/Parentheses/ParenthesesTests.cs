using Unroll.Models;
using Unroll.Numerics;

namespace Unroll.Recipes;

/// <summary>What a network is asked after training: its own distribution, the course's four regimes, and two of ours.</summary>
internal static class ParenthesesTests
{
    private const int Length = ParenthesesTask.Longest;

    /// <summary>A test: its key in metrics, its name in tables, whether it has valid strings, and its negatives.</summary>
    public sealed record Test(string Key, string Name, bool Long, bool HasValid, BracketString? Negative);

    /// <summary>The tests after the network's own distribution; the first four are the course's.</summary>
    public static IReadOnlyList<Test> All { get; } =
    [
        new("valid_20", "valid, 20", false, true, null),
        new("hard_20", "hard, 20", false, true, BracketString.Unmatched),
        new("hard_40", "hard, 40", true, true, BracketString.Unmatched),
        new("valid_40", "valid, 40", true, true, null),
        new("kind_20", "wrong kind, 20", false, true, BracketString.WrongKind),
        new("kind_40", "wrong kind, 40", true, true, BracketString.WrongKind),
    ];

    /// <summary>The lengths of the curve of accuracy.</summary>
    public static IReadOnlyList<int> CurveLengths { get; } = [4, 8, 12, 16, 20, 24, 28, 32, 40, 48, 56, 64];

    /// <summary>
    /// Accuracies by name: <c>accuracy</c> of fresh training strings, then of each test; where it has negatives, the share of them taken
    /// for valid (<c>_taken</c>) and of valid strings refused (<c>_refused</c>); and the accuracy by length of strings half of which are
    /// near misses (<c>length_n</c>).
    /// </summary>
    public static (string, double)[] Run(SequenceClassifier model, ParenthesesTask task, int strings)
    {
        var coins = new RngSequence(task.Seed, RandomPurpose.Data, stream: 2);
        var generator = new BracketGenerator(new RngSequence(task.Seed, RandomPurpose.Data, stream: 3));
        var values = new List<(string, double)>();
        (int[], bool)[] own = [.. Enumerable.Range(0, strings).Select(_ => task.Draw(generator, coins))];
        values.Add(("accuracy", Ask(model, own).Accuracy));
        foreach (Test test in All)
        {
            var asked = new (int[], bool)[strings];
            for (int i = 0; i < strings; i++)
            {
                bool valid = test.Negative is null || (test.HasValid && i % 2 == 0);
                BracketString kind = valid ? BracketString.Valid : test.Negative!.Value;
                asked[i] = (test.Long ? generator.DrawLong(kind, Length) : generator.Draw(kind, Length), valid);
            }

            (double accuracy, double taken, double refused) = Ask(model, asked);
            values.Add((test.Key, accuracy));
            if (test.Negative is not null)
            {
                values.AddRange([(test.Key + "_taken", taken), (test.Key + "_refused", refused)]);
            }
        }

        foreach (int length in CurveLengths)
        {
            (int[], bool)[] asked =
                [.. Enumerable.Range(0, strings / 2).Select(i => (generator.Draw(i % 2 == 0 ? BracketString.Valid : BracketString.Unmatched, length), i % 2 == 0))];
            values.Add(($"length_{length}", Ask(model, asked).Accuracy));
        }

        return [.. values];
    }

    private static (double Accuracy, double Taken, double Refused) Ask(SequenceClassifier model, (int[] Symbols, bool Valid)[] asked)
    {
        IReadOnlyList<Prediction> answers = model.Predict([.. asked.Select(a => Brackets.Write(a.Symbols))]);
        int right = 0, valid = 0, taken = 0, refused = 0;
        for (int i = 0; i < asked.Length; i++)
        {
            bool said = answers[i].Label == "valid";
            right += said == asked[i].Valid ? 1 : 0;
            valid += asked[i].Valid ? 1 : 0;
            taken += said && !asked[i].Valid ? 1 : 0;
            refused += !said && asked[i].Valid ? 1 : 0;
        }

        return ((double)right / asked.Length, (double)taken / Math.Max(1, asked.Length - valid), (double)refused / Math.Max(1, valid));
    }
}
