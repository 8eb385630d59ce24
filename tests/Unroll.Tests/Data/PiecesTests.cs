using Unroll.Data;

namespace Unroll.Tests.Data;

public sealed class PiecesTests
{
    [Theory]
    [InlineData(PieceKind.Characters, "To be, or not\nto be: that is the question.\n")]
    [InlineData(PieceKind.Characters, "naïve cafe\u0301 👩‍👩‍👧 ﬁn")]
    [InlineData(PieceKind.Words, "To be, or not to be: that is the question.\nDon't (ever) say \"no\" again!")]
    [InlineData(PieceKind.Bytes, "naïve 👩‍👩‍👧\n\0 end")]
    [InlineData(PieceKind.Tokens, "A,0.250,<m2,P-4> C,0.333\nX Y")]
    public void WhatIsEncodedIsDecoded(PieceKind kind, string text)
    {
        foreach (bool items in new[] { true, false })
        {
            Pieces pieces = Pieces.Build(kind, kind == PieceKind.Bytes ? [] : [text], items);
            int[] ids = pieces.Encode(text);
            Assert.DoesNotContain(pieces.Unknown, ids.Where(i => i < 0 || kind != PieceKind.Bytes));
            Assert.DoesNotContain(pieces.End, ids);
            Assert.Equal(TextElements.Normalize(text), pieces.Decode(ids));
        }
    }

    [Fact]
    public void WordsAreCutAtPunctuationAndKeepTheirApostrophes() => Assert.Equal(
        ["Don't", "panic", ",", "he", "said", "-", "42", "times", ".", "\n", "'", "ok", "'"],
        Pieces.Split(PieceKind.Words, "Don't panic, he  said - 42 times.\n'ok'"));

    [Fact]
    public void RarePiecesAndThoseBeyondTheMostAreUnknown()
    {
        string[] texts = ["a a a b b c"];
        Assert.Equal(["<unk>", "a", "b"], Pieces.Build(PieceKind.Words, texts, items: false, minCount: 2).Tokens);
        Pieces most = Pieces.Build(PieceKind.Words, texts, items: true, most: 3);
        Assert.Equal(["<unk>", "<end>", "a"], most.Tokens);
        Assert.Equal([2, 0, 0], most.Encode("a b zzz"));
    }

    [Fact]
    public void ATextCannotSpellTheBoundary()
    {
        Pieces pieces = Pieces.Build(PieceKind.Tokens, ["x <end> y <unk>"], items: true);
        Assert.Equal(["<unk>", "<end>", "x", "y"], pieces.Tokens);
        Assert.Equal([2, 0, 3, 0], pieces.Encode("x <end> y <unk>"));
    }

    [Fact]
    public void ABrokenCharacterOfBytesIsWrittenAsTheMarkOfOne()
    {
        Pieces pieces = Pieces.Build(PieceKind.Bytes, [], items: false);
        Assert.Equal("é", pieces.Decode([0xC3, 0xA9]));
        Assert.Equal("a\uFFFDb", pieces.Decode(['a', 0xC3, 'b']));
        Assert.Equal("a\uFFFD", pieces.Decode(['a', 0xC3]));
    }
}
