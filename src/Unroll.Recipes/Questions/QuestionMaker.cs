using Unroll.Numerics;

namespace Unroll.Recipes;

/// <summary>Makes up questions from a small grammar, beside those that were written by hand.</summary>
internal static class QuestionMaker
{
    private static readonly string[] Things = ["a bicycle", "a violin", "a garden", "a small company", "a novel", "a telescope", "a loaf of bread", "a website", "a wooden chair", "a good friendship", "a kite", "a language", "a map", "a robot", "a song"];
    private static readonly string[] Actions = ["build", "repair", "learn about", "choose", "sell", "improve", "understand", "describe", "look after", "begin", "finish", "explain", "design"];
    private static readonly string[] People = ["a beginner", "a child", "a student", "an old man", "a teacher", "a farmer", "an engineer", "a tourist", "a doctor", "a writer"];
    private static readonly string[] Subjects = ["the moon", "the sea", "chess", "glass", "honey", "snow", "history", "music", "sleep", "memory", "the wind", "coffee", "silence", "money", "rain", "paper", "time", "colour", "light", "salt"];
    private static readonly string[] Qualities = ["important", "expensive", "rare", "dangerous", "useful", "beautiful", "difficult", "old", "popular", "strange", "slow", "cold"];
    private static readonly string[] Places = ["in Japan", "in winter", "at night", "at home", "in a big city", "in the mountains", "on an island", "in the Middle Ages", "at school", "without money"];

    /// <summary>Different questions, the same for the same seed.</summary>
    public static IReadOnlyList<string> Make(ulong seed, int count)
    {
        var random = new RngSequence(seed, RandomPurpose.Data);
        var made = new List<string>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        while (made.Count < count)
        {
            string question = One(random);
            if (seen.Add(question))
                made.Add(question);
        }

        return made;
    }

    private static string One(RngSequence random) => random.NextInt(10) switch
    {
        0 => $"How do I {Pick(random, Actions)} {Pick(random, Things)} {Pick(random, Places)}?",
        1 => $"Why is {Pick(random, Subjects)} so {Pick(random, Qualities)} {Pick(random, Places)}?",
        2 => $"What does {Pick(random, People)} need to know about {Pick(random, Subjects)}?",
        3 => $"How can {Pick(random, People)} {Pick(random, Actions)} {Pick(random, Things)}?",
        4 => $"What is the difference between {Pick(random, Subjects)} and {Pick(random, Subjects)}?",
        5 => $"What is the best way to {Pick(random, Actions)} {Pick(random, Things)} {Pick(random, Places)}?",
        6 => $"Is it {Pick(random, Qualities)} to {Pick(random, Actions)} {Pick(random, Things)}?",
        7 => $"Why do people {Pick(random, Actions)} {Pick(random, Things)} {Pick(random, Places)}?",
        8 => $"Which is more {Pick(random, Qualities)}, {Pick(random, Subjects)} or {Pick(random, Subjects)}?",
        _ => $"How long does it take {Pick(random, People)} to {Pick(random, Actions)} {Pick(random, Things)}?",
    };

    private static string Pick(RngSequence random, string[] from) => from[random.NextInt(from.Length)];
}
