using CsCheck;
using Unroll.Data;

namespace Unroll.Tests.Data;

public sealed class VocabularyTests
{
    [Fact]
    public void OrdersByFrequencyThenOrdinal()
    {
        var vocabulary = Vocabulary.Build(["bb", "ca", "ac", "b"]);
        Assert.Equal([Vocabulary.Unknown, "b", "a", "c"], vocabulary.Tokens);
        Assert.Equal(4, vocabulary.Count);
    }

    [Fact]
    public void CountsTextElementsAndComposes()
    {
        const string family = "\U0001F468\u200D\U0001F469\u200D\U0001F467";
        var vocabulary = Vocabulary.Build(["Nov\u0301a", family, "x\u0323\u0300"]);
        Assert.Contains(family, vocabulary.Tokens);
        Assert.Contains("v\u0301", vocabulary.Tokens);
        Assert.Equal(5, vocabulary.Encode("No\u0301v\u0301a" + family).Length); // N, o with acute, v with acute, a, the family
        Assert.Single(vocabulary.Encode("x\u0300\u0323"));
        Assert.NotEqual(Vocabulary.UnknownId, vocabulary.Encode("x\u0300\u0323")[0]);
    }

    [Fact]
    public void UnknownCharactersGetIdZero()
    {
        var vocabulary = Vocabulary.Build(["ab"]);
        Assert.Equal([1, 0, 2], vocabulary.Encode("aXb"));
        Assert.Equal("a<unk>b", vocabulary.Decode([1, 0, 2]));
        Assert.Empty(vocabulary.Encode(""));
        Assert.Equal(0, vocabulary.IdOf("\uD83D"));
    }

    [Fact]
    public void MinCountLeavesRareCharactersOut() => Assert.Equal([Vocabulary.Unknown, "a"], Vocabulary.Build(["aab"], minCount: 2).Tokens);

    [Fact]
    public void RoundTripsWhatItWasBuiltFromAndItself() =>
        Gen.String[Gen.Char[' ', '\u0233'], 0, 30].Array[1, 10].Sample(texts =>
        {
            var vocabulary = Vocabulary.Build(texts);
            var restored = Vocabulary.FromTokens(vocabulary.Tokens);
            foreach (string text in texts)
            {
                Assert.Equal(text, vocabulary.Decode(vocabulary.Encode(text)));
                Assert.Equal(vocabulary.Encode(text), restored.Encode(text));
                Assert.DoesNotContain(Vocabulary.UnknownId, vocabulary.Encode(text));
            }
        });

    [Fact]
    public void RefusesBrokenTokenLists()
    {
        Assert.Contains("must start with <unk>", Assert.Throws<UnrollException>(() => Vocabulary.FromTokens(["a"])).Message);
        Assert.Contains("must start with <unk>", Assert.Throws<UnrollException>(() => Vocabulary.FromTokens([])).Message);
        Assert.Contains("\"a\" twice, at ids 1 and 2", Assert.Throws<UnrollException>(() => Vocabulary.FromTokens(["<unk>", "a", "a"])).Message);
        Assert.Contains("empty token at id 1", Assert.Throws<UnrollException>(() => Vocabulary.FromTokens(["<unk>", ""])).Message);
        Assert.Throws<ArgumentOutOfRangeException>(() => Vocabulary.Build(["a"]).Decode([2]));
        Assert.Throws<ArgumentOutOfRangeException>(() => Vocabulary.Build(["a"], minCount: 0));
    }

    [Fact]
    public void LabelSetMapsBothWays()
    {
        var labels = LabelSet.From(["b", "a", "b", "C"]);
        Assert.Equal(["C", "a", "b"], labels); // ordinal
        Assert.Equal(2, labels.IndexOf("b"));
        Assert.Equal("b", labels[2]);
        Assert.Equal(-1, labels.IndexOf("c"));
        Assert.True(labels.TryGetId("a", out int id));
        Assert.Equal(1, id);
        Assert.False(labels.TryGetId("x", out _));
        Assert.Throws<ArgumentException>(() => new LabelSet(["a", "a"]));
        Assert.Throws<ArgumentException>(() => new LabelSet([""]));
        Assert.Equal(["z", "a"], new LabelSet(["z", "a"])); // the order given is kept
    }
}
