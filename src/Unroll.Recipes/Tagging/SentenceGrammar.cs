using Unroll.Data;
using Unroll.Numerics;

namespace Unroll.Recipes;

/// <summary>
/// English-like sentences from a small grammar, each word with its part of speech and its place in a name. Words such as light, book and
/// saw are several parts of speech, and names are put together from syllables, so that most of those to be tested on were never seen:
/// what surrounds a word has to be read.
/// </summary>
internal sealed class SentenceGrammar
{
    private static readonly string[] Nouns =
        ["book", "light", "plan", "watch", "train", "garden", "river", "letter", "city", "window", "song", "walk", "paint", "answer", "house", "road", "clock", "picture"];

    private static readonly string[] Verbs =
        ["book", "light", "plan", "watch", "train", "paint", "answer", "sell", "find", "carry", "open", "visit", "follow", "remember"];

    private static readonly string[] Past =
        ["saw", "sold", "found", "carried", "opened", "visited", "followed", "painted", "remembered", "watched", "left", "felt"];

    private static readonly string[] Adjectives = ["light", "old", "green", "quiet", "open", "early", "clean", "heavy", "left", "felt", "strange", "warm"];

    private static readonly string[] Adverbs = ["slowly", "often", "early", "never", "quietly", "soon", "there", "well"];

    private static readonly string[] Prepositions = ["in", "near", "with", "from", "behind", "for", "to", "like"];

    private static readonly string[] Starts = ["Bar", "Mel", "Tor", "Kin", "Sal", "Dor", "Ven", "Ash", "Lu", "Cor", "Han", "Per", "Rav", "Ost", "Wil", "Gra"];

    private static readonly string[] Middles = ["a", "i", "o", "en", "or", "al", "is", "u"];

    private static readonly string[] Ends = ["ton", "na", "mar", "vik", "dell", "s", "ra", "lin", "bury", "ko", "ley", "met"];

    private readonly RngSequence _random;
    private readonly List<(string Word, string Part, string Name)> _sentence = [];

    private SentenceGrammar(ulong seed) => _random = new RngSequence(seed, RandomPurpose.Data, 17);

    /// <summary>Sentences with parts of speech.</summary>
    public static TaggedText Parts(int count, ulong seed) => Generate(count, seed, w => w.Part);

    /// <summary>Sentences with names marked by B-, I- and O.</summary>
    public static TaggedText Names(int count, ulong seed) => Generate(count, seed, w => w.Name);

    private static TaggedText Generate(int count, ulong seed, Func<(string Word, string Part, string Name), string> tag)
    {
        var grammar = new SentenceGrammar(seed);
        (string Word, string Part, string Name)[][] sentences = [.. Enumerable.Range(0, count).Select(_ => grammar.Sentence())];
        LabelSet tags = LabelSet.From(sentences.SelectMany(s => s.Select(tag)));
        return new TaggedText(
            sentences.Select(s => new TaggedSentence([.. s.Select(w => w.Word)], [.. s.Select(w => tags.IndexOf(tag(w)))])), tags);
    }

    private (string Word, string Part, string Name)[] Sentence()
    {
        _sentence.Clear();
        if (Chance(0.15))
        {
            Add("please", "INTJ");
            Add(Pick(Verbs), "VERB");
            NounPhrase();
        }
        else
        {
            NounPhrase();
            VerbPhrase();
        }

        if (Chance(0.25))
        {
            string link = Pick("and", "but", "because");
            Add(link, link == "because" ? "SCONJ" : "CCONJ");
            NounPhrase();
            VerbPhrase();
        }

        Add(Pick(".", ".", ".", "!"), "PUNCT");
        (string word, string part, string name) = _sentence[0];
        _sentence[0] = (char.ToUpperInvariant(word[0]) + word[1..], part, name);
        return [.. _sentence];
    }

    private void NounPhrase()
    {
        switch (_random.NextInt(6))
        {
            case 0:
                Name();
                break;
            case 1:
                Add(Pick("she", "he", "they", "we", "I"), "PRON");
                break;
            case 2:
                Add(Pick("two", "three", "ten", "17", "250"), "NUM");
                Modifier();
                Add(Pick(Nouns) + "s", "NOUN");
                break;
            default:
                Add(Pick("the", "a", "that", "this", "every"), "DET");
                Modifier();
                Add(Pick(Nouns), "NOUN");
                break;
        }

        if (Chance(0.2))
        {
            Add(Pick(Prepositions), "ADP");
            if (Chance(0.4))
                Name();
            else
            {
                Add("the", "DET");
                Add(Pick(Nouns), "NOUN");
            }
        }
    }

    private void Modifier()
    {
        if (Chance(0.5))
            Add(Pick(Adjectives), "ADJ");
    }

    private void VerbPhrase()
    {
        if (Chance(0.3))
            Add(Pick(Adverbs), "ADV");
        switch (_random.NextInt(4))
        {
            case 0:
                Add(Pick("will", "can", "must"), "AUX");
                if (Chance(0.3))
                    Add("not", "PART");
                Add(Pick(Verbs), "VERB");
                NounPhrase();
                break;
            case 1:
                Add(Pick("is", "was"), "AUX");
                Add(Pick(Adjectives), "ADJ");
                break;
            case 2:
                Add(Pick("want", "wanted", "tried"), "VERB");
                Add("to", "PART");
                Add(Pick(Verbs), "VERB");
                NounPhrase();
                break;
            default:
                Add(Pick(Past), "VERB");
                NounPhrase();
                break;
        }
    }

    /// <summary>A person, a place or a company; now and then the name is written small, as people do.</summary>
    private void Name()
    {
        (string type, string[] words) = _random.NextInt(3) switch
        {
            0 => ("person", Chance(0.5) ? (string[])[Invent(), Invent()] : [Pick("Dr.", "Mrs.", "Uncle"), Invent()]),
            1 => ("place", Chance(0.5) ? [Invent()] : [Pick("Lake", "Mount", "Port"), Invent()]),
            _ => ("company", [Invent(), .. Chance(0.5) ? (string[])["&", Invent()] : [], Pick("Ltd", "Works", "Bank")]),
        };
        bool small = Chance(0.1);
        for (int i = 0; i < words.Length; i++)
        {
            string word = small ? words[i].ToLowerInvariant() : words[i];
            _sentence.Add((word, word == "&" ? "CCONJ" : "PROPN", (i == 0 ? "B-" : "I-") + type));
        }
    }

    private string Invent() => Pick(Starts) + (Chance(0.6) ? Pick(Middles) : "") + Pick(Ends);

    private void Add(string word, string part) => _sentence.Add((word, part, "O"));

    private bool Chance(double probability) => _random.NextDouble() < probability;

    private string Pick(params string[] words) => words[_random.NextInt(words.Length)];
}
