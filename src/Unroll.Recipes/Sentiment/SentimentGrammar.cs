using Unroll.Data;
using Unroll.Numerics;

namespace Unroll.Recipes;

/// <summary>
/// Sentences of film reviews from a small grammar whose parts have a sentiment from 0 (very negative) to 4 (very positive): an intensifier
/// strengthens what it stands before, a negation turns it round and weakens it, and of two halves with "but" the second decides. The
/// sentence's own words, counted, say little; the tree says it all.
/// </summary>
internal sealed class SentimentGrammar
{
    private static readonly string[][] Adjectives =
    [
        ["dreadful", "unbearable", "worthless", "hideous"],
        ["dull", "weak", "slow", "clumsy", "thin"],
        ["long", "quiet", "old-fashioned", "french", "black-and-white"],
        ["pleasant", "clever", "warm", "lively", "neat"],
        ["brilliant", "wonderful", "unforgettable", "superb"],
    ];

    private static readonly string[] Nouns = ["film", "story", "script", "ending", "music", "cast", "dialogue", "second half", "opening", "camera work"];

    private static readonly LabelSet Labels = new(["0", "1", "2", "3", "4"]);

    private readonly RngSequence _random;
    private readonly List<TreeNode> _nodes = [];

    private SentimentGrammar(ulong seed) => _random = new RngSequence(seed, RandomPurpose.Data, 23);

    /// <summary>Trees of sentences.</summary>
    public static LabeledTrees Trees(int count, ulong seed)
    {
        var grammar = new SentimentGrammar(seed);
        return new LabeledTrees(Enumerable.Range(0, count).Select(_ => grammar.Sentence()).ToArray(), Labels);
    }

    private LabeledTree Sentence()
    {
        _nodes.Clear();
        int clause = Clause();
        if (_random.NextInt(3) == 0)
        {
            bool but = _random.NextInt(2) == 0;
            int link = Leaf(but ? "but" : "and"), second = Clause();
            int rest = Join(link, second, Label(second));
            // After "but" the second clause decides; with "and" both do.
            int both = Label(clause) + Label(second) - 4;
            clause = Join(clause, rest, but ? Label(second) : Math.Clamp(2 + Math.Sign(both) * ((Math.Abs(both) + 1) / 2), 0, 4));
        }

        Join(clause, Leaf("."), Label(clause));
        return new LabeledTree(_nodes);
    }

    private int Clause()
    {
        int subject = Join(Leaf("the"), Words(Nouns[_random.NextInt(Nouns.Length)]), 2);
        int verb = Leaf(_random.NextInt(2) == 0 ? "is" : "was");
        int phrase = Phrase(0);
        int predicate = Join(verb, phrase, Label(phrase));
        return Join(subject, predicate, Label(predicate));
    }

    private int Phrase(int depth)
    {
        int kind = depth > 2 ? 3 : _random.NextInt(6);
        if (kind == 0)
        {
            int no = Leaf(_random.NextInt(2) == 0 ? "not" : "hardly"), inner = Phrase(depth + 1);
            // Turned round and weakened: not brilliant is dull, not dreadful is pleasant, not dull is pleasant, not french is nothing.
            return Join(no, inner, Label(inner) == 2 ? 2 : Label(inner) > 2 ? 1 : 3);
        }

        if (kind == 1)
        {
            int very = Leaf(_random.NextInt(2) == 0 ? "very" : "truly"), inner = Phrase(depth + 1);
            return Join(very, inner, Label(inner) switch { 1 => 0, 3 => 4, var same => same });
        }

        int strength = _random.NextInt(5);
        return Leaf(Adjectives[strength][_random.NextInt(Adjectives[strength].Length)], strength);
    }

    private int Words(string text)
    {
        string[] words = text.Split(' ');
        int left = Leaf(words[0]);
        return words.Length == 1 ? left : Join(left, Leaf(words[1]), 2);
    }

    private int Label(int node) => _nodes[node].Label;

    private int Leaf(string word, int label = 2)
    {
        _nodes.Add(new TreeNode(label, word, []));
        return _nodes.Count - 1;
    }

    private int Join(int left, int right, int label)
    {
        _nodes.Add(new TreeNode(label, null, [left, right]));
        return _nodes.Count - 1;
    }
}
