using System.Text;
using Unroll.Data;

namespace Unroll.Tests.Data;

public sealed class WordVectorsTests
{
    private const string Glove = "the 0.5 -1 2e-1\ncat 1 2 3\n. . 7 8 9\n";

    private static byte[] Binary(bool lineEnds = true, int promised = 2)
    {
        var bytes = new MemoryStream();
        bytes.Write(Encoding.UTF8.GetBytes($"{promised} 3\n"));
        foreach ((string word, float[] values) in new[] { ("the", new[] { 0.5f, -1, 0.2f }), ("naïve", [1, 2, 3]) })
        {
            bytes.Write(Encoding.UTF8.GetBytes(word + " "));
            foreach (float value in values)
            {
                bytes.Write(BitConverter.GetBytes(value));
            }

            bytes.Write(lineEnds ? "\n"u8 : []);
        }

        return bytes.ToArray();
    }

    [Fact]
    public void GloVesTextIsRead()
    {
        using var folder = new TemporaryFolder();
        WordVectors vectors = WordVectors.Read(folder.File("glove.txt", Glove));
        Assert.Equal((3, 3), (vectors.Width, vectors.Count));
        Assert.Equal([0.5f, -1, 0.2f], vectors.Find("the")!);
        Assert.Equal([7f, 8, 9], vectors.Find(". .")!);
        Assert.Null(vectors.Find("dog"));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Word2VecsTwoFormsAreTold(bool lineEnds)
    {
        using var folder = new TemporaryFolder();
        WordVectors text = WordVectors.Read(folder.File("w2v.txt", "2 3\nthe 0.5 -1 0.2\nnaïve 1 2 3\n"));
        string path = Path.Combine(folder.Path, "w2v.bin");
        File.WriteAllBytes(path, Binary(lineEnds));
        WordVectors binary = WordVectors.Read(path);
        foreach (WordVectors vectors in new[] { text, binary })
        {
            Assert.Equal(2, vectors.Count);
            Assert.Equal([0.5f, -1, 0.2f], vectors.Find("the")!);
            Assert.Equal([1f, 2, 3], vectors.Find("naïve")!);
        }
    }

    [Fact]
    public void OnlyWantedWordsAreKept()
    {
        using var folder = new TemporaryFolder();
        WordVectors vectors = WordVectors.Read(folder.File("glove.txt", Glove), w => w == "cat");
        Assert.Equal(1, vectors.Count);
        Assert.Equal([1f, 2, 3], vectors.All.ToArray());
    }

    [Theory]
    [InlineData("the 1 2\ncat 1\n", ":2: expected a word and 2 numbers")]
    [InlineData("the 1 2\ncat 1 x\n", ":2: expected a number")]
    [InlineData("3 2\nthe 1 2\ncat 1 2\n", "promises 3 words, it has 2")]
    [InlineData("", "empty")]
    public void WhatIsWrongIsNamedByLine(string text, string problem)
    {
        using var folder = new TemporaryFolder();
        string path = folder.File("vectors.txt", text);
        string message = Assert.Throws<UnrollException>(() => WordVectors.Read(path)).Message;
        Assert.Contains(problem, message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', message);
    }

    [Fact]
    public void ACutOffBinaryFileIsNamedByByte()
    {
        using var folder = new TemporaryFolder();
        string path = Path.Combine(folder.Path, "w2v.bin");
        File.WriteAllBytes(path, Binary()[..^6]);
        Assert.Contains("byte 28: the vector of word 2 of 2 is cut off", Assert.Throws<UnrollException>(() => WordVectors.Read(path)).Message, StringComparison.Ordinal);
        File.WriteAllBytes(path, Binary(promised: 3));
        Assert.Contains("expected word 3 of 3", Assert.Throws<UnrollException>(() => WordVectors.Read(path)).Message, StringComparison.Ordinal);
    }
}
