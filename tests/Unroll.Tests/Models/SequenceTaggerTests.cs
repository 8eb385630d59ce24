using Unroll.Autograd;
using Unroll.Data;
using Unroll.Metrics;
using Unroll.Models;
using Unroll.Numerics;
using Unroll.Recipes;
using Unroll.Recurrent;
using Unroll.Tensors;
using Unroll.Tests.Data;
using Unroll.Training;

namespace Unroll.Tests.Models;

public sealed class SequenceTaggerTests
{
    private static TaggerOptions Small(CharacterEncoder characters, bool crf = true) => new()
    {
        Embedding = 12, Characters = characters, CharacterEmbedding = 6, CharacterUnits = 6, ShapeEmbedding = 3,
        Recurrent = new(Cell.Lstm, 12) { Bidirectional = true }, InputDropout = 0.1f, OutputDropout = 0.1f, Crf = crf,
    };

    [Theory]
    [InlineData(CharacterEncoder.Recurrent, true)]
    [InlineData(CharacterEncoder.Convolution, true)]
    [InlineData(CharacterEncoder.None, false)]
    public async Task ItLearnsNamesItHasNotSeenAndIsTheSameAfterSaving(CharacterEncoder characters, bool crf)
    {
        TaggedText train = SentenceGrammar.Names(400, 3), test = SentenceGrammar.Names(150, 4).Under(train.Tags);
        var model = SequenceTagger.For(train, Small(characters, crf));
        await Trainer.FitAsync(
            new TaggingTask(model, train, test), new() { Epochs = 14, BatchSize = 16, Optimizer = new Unroll.Optimizers.Adam(1e-2f), ClipNorm = 5 });
        TaggingReport report = model.Evaluate(test);
        Assert.True(report.Spans!.All.F1 > 0.7, report.ToString());
        Assert.True(report.Unseen > 20);

        using var folder = new TemporaryFolder();
        model.Save(folder.Path);
        var loaded = SequenceTagger.Load(folder.Path);
        TaggerFiles.TryOut(loaded);
        string[] words = ["Uncle", "Zorbek", "saw", "Lake", "Mirna", "."];
        TagPrediction before = model.Predict(words), after = loaded.Predict(words);
        Assert.Equal(before.Ids, after.Ids);
        Assert.Equal(before.Probabilities, after.Probabilities);
        Assert.Equal(6, after.Tags.Count);
        Assert.All(Enumerable.Range(0, 6), t => Assert.Equal(1, after.Top(t, after.TagSet.Count).Sum(x => x.Probability), 1e-5));
    }

    [Theory]
    [InlineData(CharacterEncoder.Recurrent)]
    [InlineData(CharacterEncoder.Convolution)]
    public void ASentenceIsTaggedTheSameAloneAndAmongOthers(CharacterEncoder characters)
    {
        TaggedText data = SentenceGrammar.Names(40, 5);
        var model = SequenceTagger.For(data, Small(characters));
        IReadOnlyList<TagPrediction> together = model.Predict([.. data.Select(s => s.Words)]);
        Assert.All(Enumerable.Range(0, data.Count), i => Assert.Equal(together[i].Probabilities, model.Predict(data[i].Words).Probabilities));
    }

    [Fact]
    public void OnlyLegalTagsComeOutOfAnUntrainedModel()
    {
        TaggedText data = SentenceGrammar.Names(60, 6);
        var model = SequenceTagger.For(data, Small(CharacterEncoder.Recurrent));
        foreach (TagPrediction p in model.Predict([.. data.Select(s => s.Words)]))
        {
            Assert.True(model.Legal.Starts(p.Ids[0]));
            Assert.All(Enumerable.Range(1, p.Ids.Length - 1), t => Assert.True(model.Legal.Follows(p.Ids[t - 1], p.Ids[t])));
        }
    }

    [Fact]
    public void TheLossIsTheSameOnAnyNumberOfThreadsAndNoiseFollowsTheSentence()
    {
        TaggedText data = SentenceGrammar.Names(40, 7);
        int[] batch = [.. Enumerable.Range(0, 40)];
        (float, float[][]) run(int threads)
        {
            var model = SequenceTagger.For(data, Small(CharacterEncoder.Convolution));
            var tape = new Tape(new ThreadTeam(threads)) { Recording = true, Training = true, Seed = 3 };
            Tensor loss = new TaggingTask(model, data).Loss(tape, batch, out _);
            float value = loss.Scalar;
            tape.Backward(loss);
            return (value, [.. model.Parameters().Select(p => p.Parameter.Gradient.ToArray())]);
        }

        (float one, float[][] gradients) = run(1);
        (float four, float[][] same) = run(4);
        Assert.Equal(one, four);
        Assert.Equal(gradients, same);
    }

    [Fact]
    public void WhatCannotBeTaggedIsNamed()
    {
        TaggedText data = SentenceGrammar.Names(20, 8);
        var model = SequenceTagger.For(data, Small(CharacterEncoder.None));
        Assert.Contains("a sentence is empty", Assert.Throws<ArgumentException>(() => model.Predict(Array.Empty<string>())).Message, StringComparison.Ordinal);
        Assert.Contains("word 2 is empty", Assert.Throws<ArgumentException>(() => model.Predict(new[] { "a", "" })).Message, StringComparison.Ordinal);
        Assert.Contains("`embedding`", Assert.Throws<ArgumentException>(
            () => SequenceTagger.For(data, Small(CharacterEncoder.None) with { Embedding = 0 })).Message, StringComparison.Ordinal);
        TaggedText strange = SentenceGrammar.Parts(5, 1);
        Assert.Contains("is not among those of the training data", Assert.Throws<UnrollException>(() => model.Evaluate(strange)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void BaselineAndAccuracyAreCountedByHand()
    {
        var tags = new LabelSet(["A", "B"]);
        var train = new TaggedText([new(["x", "y", "x"], [0, 1, 0]), new(["x", "y"], [1, 1])], tags);
        var test = new TaggedText([new(["x", "y"], [0, 1]), new(["z", "x"], [0, 1])], tags);
        // x is A twice of three; y is B; z is not known: B, the most frequent of all (three of five). Right: x, y; wrong: z, x.
        TaggingReport report = TaggingBaseline.Evaluate(train, test);
        Assert.Equal(0.5, report.Words.Accuracy);
        Assert.Equal(0.5, report.SentenceAccuracy);
        Assert.Null(report.Spans);
        Assert.Equal(0.5, report.Score);
    }
}
