using Unroll.Numerics;

namespace Unroll.Recipes;

/// <summary>Makes up sentences of film reviews from a small grammar, for where the real ones are not at hand.</summary>
internal static class ReviewMaker
{
    private static readonly string[] Good = ["warm", "moving", "clever", "funny", "graceful", "gripping", "tender", "brilliant", "honest", "delightful", "fresh", "wise"];
    private static readonly string[] Bad = ["dull", "clumsy", "tedious", "shallow", "loud", "predictable", "lifeless", "silly", "endless", "stale", "empty", "awkward"];
    private static readonly string[] Things = ["the story", "the script", "the cast", "the music", "the ending", "the dialogue", "the direction", "the camera", "the first hour", "the humour"];
    private static readonly string[] Praise = ["deserves every award", "stays with you for days", "makes you laugh and cry", "is worth every minute", "never loses its way"];
    private static readonly string[] Blame = ["wastes its talent", "goes nowhere", "makes you look at your watch", "is not worth the ticket", "falls apart in the middle"];

    /// <summary>Different sentences with whether they praise, the same for the same seed.</summary>
    public static IReadOnlyList<(string Text, bool Positive)> Make(ulong seed, int count)
    {
        var random = new RngSequence(seed, RandomPurpose.Data);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var made = new List<(string, bool)>();
        while (made.Count < count)
        {
            bool positive = (made.Count & 1) == 0;
            string[] words = positive ? Good : Bad, verdicts = positive ? Praise : Blame;
            string text = random.NextInt(3) switch
            {
                0 => $"a {Pick(random, words)} and {Pick(random, words)} film in which {Pick(random, Things)} {Pick(random, verdicts)} .",
                1 => $"{Pick(random, Things)} is {Pick(random, words)} , and {Pick(random, Things)} {Pick(random, verdicts)} .",
                _ => $"though {Pick(random, Things)} is {(random.NextInt(4) == 0 ? Pick(random, positive ? Bad : Good) : Pick(random, words))} , {Pick(random, Things)} {Pick(random, verdicts)} .",
            };
            if (seen.Add(text))
                made.Add((text, positive));
        }

        return made;
    }

    private static string Pick(RngSequence random, string[] from) => from[random.NextInt(from.Length)];
}
