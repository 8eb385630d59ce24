using System.Globalization;
using System.Text;
using Unroll.Numerics;

namespace Unroll.Recipes;

/// <summary>
/// Writes scenes of a play that nobody has to read: speakers, speeches and lines of about ten syllables from a small grammar. It stands in
/// for Shakespeare where his text is not at hand, and has what a network can learn of a play: spelling, lines, names, brackets, quotes.
/// </summary>
internal static class PlayWriter
{
    private static readonly string[] Speakers = ["ALBAN", "BEATRIX", "CORVIN", "DUCHESS", "FIRST GUARD", "GARDENER", "KING OSRIC", "LADY MAUD", "MESSENGER", "SECOND GUARD"];
    private static readonly string[] Nouns = ["night", "crown", "river", "garden", "sword", "letter", "winter", "heart", "candle", "ship", "tower", "shadow", "morning", "promise", "harvest", "mirror", "raven", "storm", "lantern", "road"];
    private static readonly string[] Adjectives = ["weary", "golden", "silent", "bitter", "gentle", "broken", "faithful", "hollow", "distant", "merry", "ancient", "honest", "pale", "sudden", "stubborn"];
    private static readonly string[] Verbs = ["remembers", "forgives", "follows", "betrays", "outlives", "carries", "measures", "deceives", "answers", "conceals", "delivers", "forsakes"];
    private static readonly string[] Openings = ["O", "Alas,", "Come,", "Hark!", "Nay,", "Peace!", "Good friend,", "My lord,", "Believe me,", "And yet"];
    private static readonly string[] Ends = [".", ",", ";", "!", "?", ":"];
    private static readonly string[] Tails = ["before the break of day", "beneath the northern wall", "and will not speak of it", "as once it did in spring", "for all the world to see", "while honest people sleep", "till nothing more is left", "beyond the farthest hill"];

    /// <summary>At least so many characters, the same for the same seed.</summary>
    public static string Write(ulong seed, int characters)
    {
        var random = new RngSequence(seed, RandomPurpose.Data);
        var text = new StringBuilder();
        string last = "";
        while (text.Length < characters)
        {
            string speaker = Pick(random, Speakers);
            if (speaker == last)
                continue;
            last = speaker;
            text.Append(speaker).Append(":\n");
            int lines = 1 + random.NextInt(5);
            for (int i = 0; i < lines; i++)
            {
                string line = Line(random);
                string end = i == lines - 1 ? Ends[random.NextInt(2) * 3] : Pick(random, Ends);
                text.Append(char.ToUpper(line[0], CultureInfo.InvariantCulture)).Append(line.AsSpan(1)).Append(end).Append('\n');
            }

            text.Append('\n');
        }

        return text.ToString();
    }

    private static string Line(RngSequence random) => random.NextInt(6) switch
    {
        0 => $"{Pick(random, Openings)} the {Pick(random, Adjectives)} {Pick(random, Nouns)} {Pick(random, Verbs)} the {Pick(random, Nouns)}",
        1 => $"the {Pick(random, Nouns)} {Pick(random, Verbs)} the {Pick(random, Nouns)} {Pick(random, Tails)}",
        2 => $"what {Pick(random, Nouns)} is this that {Pick(random, Verbs)} my {Pick(random, Adjectives)} {Pick(random, Nouns)}",
        3 => $"thy {Pick(random, Nouns)} (a {Pick(random, Adjectives)} {Pick(random, Nouns)}) {Pick(random, Verbs)} my {Pick(random, Nouns)}",
        4 => $"they say \"the {Pick(random, Nouns)} {Pick(random, Verbs)} the {Pick(random, Nouns)}\" {Pick(random, Tails)}",
        _ => $"no {Pick(random, Adjectives)} {Pick(random, Nouns)}, nor {Pick(random, Nouns)}, {Pick(random, Verbs)} me {Pick(random, Tails)}",
    };

    private static string Pick(RngSequence random, string[] from) => from[random.NextInt(from.Length)];
}
