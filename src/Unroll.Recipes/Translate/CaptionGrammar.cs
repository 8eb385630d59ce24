using Unroll.Data;
using Unroll.Numerics;

namespace Unroll.Recipes;

/// <summary>
/// A small grammar of captions in English and German, so that the recipe runs without data: genders, cases, plural, and a verb that moves
/// to the end of the clause.
/// </summary>
internal static class CaptionGrammar
{
    private static readonly (string English, string German, char Gender)[] People =
    [
        ("man", "Mann", 'm'), ("woman", "Frau", 'f'), ("girl", "Mädchen", 'n'), ("boy", "Junge", 'm'), ("dog", "Hund", 'm'),
        ("cat", "Katze", 'f'),
        ("child", "Kind", 'n'), ("player", "Spieler", 'm'), ("nurse", "Krankenschwester", 'f'), ("horse", "Pferd", 'n'),
    ];

    private static readonly (string English, string German)[] Adjectives =
    [
        ("young", "jung"), ("old", "alt"), ("small", "klein"), ("tall", "groß"), ("happy", "glücklich"), ("tired", "müd"), ("wet", "nass"),
    ];

    private static readonly (string English, string German)[] Colours =
        [("red", "rot"), ("blue", "blau"), ("green", "grün"), ("yellow", "gelb"), ("white", "weiß"), ("black", "schwarz")];

    private static readonly (string English, string German, char Gender)[] Clothes =
        [("shirt", "Hemd", 'n'), ("hat", "Hut", 'm'), ("jacket", "Jacke", 'f'), ("dress", "Kleid", 'n'), ("coat", "Mantel", 'm'),
            ("cap", "Mütze", 'f')];

    private static readonly (string English, string German)[] Verbs =
    [
        ("is running", "läuft"), ("is sitting", "sitzt"), ("is waiting", "wartet"), ("is standing", "steht"), ("is sleeping", "schläft"),
        ("is playing", "spielt"), ("is laughing", "lacht"), ("is reading", "liest"),
    ];

    private static readonly (string English, string German)[] Places =
    [
        ("in the park", "im Park"), ("on the beach", "am Strand"), ("in front of a house", "vor einem Haus"),
        ("on a bench", "auf einer Bank"),
        ("near a tree", "in der Nähe eines Baumes"), ("in the street", "auf der Straße"), ("at a table", "an einem Tisch"),
        ("in the snow", "im Schnee"),
    ];

    public static TextPairs Write(int count, ulong seed)
    {
        var random = new RngSequence(seed, RandomPurpose.Data);
        T Pick<T>(T[] from) => from[random.NextInt(from.Length)];
        var pairs = new TextPair[count];
        for (int i = 0; i < count; i++)
        {
            (string english, string german) = Subject();
            (string verb, string verbGerman) = Pick(Verbs);
            (string place, string placeGerman) = Pick(Places);
            if (random.NextInt(2) == 0)
            {
                (string companion, string companionGerman) = Noun();
                string two = $"{english} {verb} {place} while {companion} is watching.";
                pairs[i] = new TextPair(Sentence(two),
                    Sentence($"{german} {verbGerman} {placeGerman}, während {companionGerman} zusieht."));
                continue;
            }

            pairs[i] = new TextPair(Sentence($"{english} {verb} {place}."), Sentence($"{german} {verbGerman} {placeGerman}."));
        }

        return new TextPairs(pairs);

        (string, string) Subject()
        {
            (string english, string german) = Noun();
            if (random.NextInt(2) == 0)
            {
                return (english, german);
            }

            (string thing, string thingGerman, char gender) = Pick(Clothes);
            (string colour, string colourGerman) = Pick(Colours);
            return ($"{english} in a {colour} {thing}",
                $"{german} in {(gender == 'f' ? "einer" : "einem")} {colourGerman}en {thingGerman}");
        }

        (string, string) Noun()
        {
            (string noun, string nounGerman, char gender) = Pick(People);
            (string adjective, string adjectiveGerman) = Pick(Adjectives);
            string article = adjective[0] is 'o' ? "an" : "a", ending = gender switch { 'm' => "er", 'f' => "e", _ => "es" };
            return ($"{article} {adjective} {noun}", $"{(gender == 'f' ? "eine" : "ein")} {adjectiveGerman}{ending} {nounGerman}");
        }
    }

    private static string Sentence(string text) => char.ToUpperInvariant(text[0]) + text[1..];
}
