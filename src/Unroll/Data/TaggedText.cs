using System.Collections;

namespace Unroll.Data;

/// <summary>Sentences whose words have tags, and the set of the tags.</summary>
public sealed class TaggedText : IReadOnlyList<TaggedSentence>
{
    private readonly TaggedSentence[] _sentences;

    /// <summary>Sentences under a set of tags.</summary>
    /// <param name="sentences">The sentences.</param>
    /// <param name="tags">The tags by id.</param>
    /// <exception cref="ArgumentException">A sentence is empty, has not one tag a word, or a tag outside of the set.</exception>
    public TaggedText(IEnumerable<TaggedSentence> sentences, LabelSet tags)
    {
        ArgumentNullException.ThrowIfNull(sentences);
        ArgumentNullException.ThrowIfNull(tags);
        _sentences = [.. sentences];
        Tags = tags;
        for (int i = 0; i < _sentences.Length; i++)
        {
            TaggedSentence s = _sentences[i];
            if (s.Words.Length == 0 || s.Words.Length != s.Tags.Length || Array.Exists(s.Tags, t => (uint)t >= (uint)tags.Count))
            {
                throw new ArgumentException($"expected words with a tag of the set each, got something else in sentence {i + 1}", nameof(sentences));
            }
        }
    }

    /// <summary>The tags by id.</summary>
    public LabelSet Tags { get; }

    /// <summary>The number of sentences.</summary>
    public int Count => _sentences.Length;

    /// <summary>The number of words.</summary>
    public int Words => _sentences.Sum(s => s.Words.Length);

    /// <summary>How the tags mark spans.</summary>
    public TagScheme Scheme => SpanTag.SchemeOf(Tags);

    /// <summary>A sentence.</summary>
    public TaggedSentence this[int index] => _sentences[index];

    /// <summary>Reads a file in CoNLL columns, as <see cref="ConllReader"/> does.</summary>
    /// <param name="path">The file; one that ends in .gz is unpacked on the way.</param>
    /// <param name="columns">Which columns hold what.</param>
    /// <param name="known">The tags of a trained model, to which those of the file are held; the file's own where null.</param>
    /// <exception cref="UnrollException">The file cannot be read, or a line is not of the format.</exception>
    public static TaggedText Read(string path, ConllColumns? columns = null, LabelSet? known = null) => ConllReader.Read(path, columns, known);

    /// <summary>Some of the sentences.</summary>
    public TaggedText Subset(IEnumerable<int> places) => new(places.Select(p => _sentences[p]), Tags);

    /// <summary>The same sentences under another set of tags, which has all that occur.</summary>
    /// <exception cref="UnrollException">A tag is not in the set.</exception>
    public TaggedText Under(LabelSet tags)
    {
        ArgumentNullException.ThrowIfNull(tags);
        int[] ids = [.. Tags.Select(tags.IndexOf)];
        int strange = Array.IndexOf(ids, -1);
        return strange >= 0
            ? throw new UnrollException($"the tag {Quote.Text(Tags[strange])} is not among those of the training data: {Quote.List(tags)}")
            : new TaggedText(_sentences.Select(s => s with { Tags = Array.ConvertAll(s.Tags, t => ids[t]) }), tags);
    }

    /// <summary>A part of the sentences, chosen at random, and the rest.</summary>
    /// <param name="testShare">The share of the part, between 0 and 1.</param>
    /// <param name="seed">The same seed gives the same parts.</param>
    public (TaggedText Train, TaggedText Test) Split(double testShare, long seed)
    {
        (int[] train, int[] test) = Splits.Stratified(new int[Count], 1, testShare, seed);
        return (Subset(train), Subset(test));
    }

    /// <inheritdoc/>
    public IEnumerator<TaggedSentence> GetEnumerator() => ((IEnumerable<TaggedSentence>)_sentences).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
