using Unroll.Autograd;
using Unroll.Data.Ink;
using Unroll.Layers;
using Unroll.Models;
using Unroll.Recurrent;
using Unroll.Tensors;

namespace Unroll.Tests.Models;

public sealed class InkRecognizerTests
{
    private static readonly LatexVocabulary Tokens = new(["a", "b", "+"]);

    private static InkRecognizer Model(float dropout = 0) => new(Tokens, new InkRecognizerOptions
    {
        EncoderUnits = 6, EncoderLayers = 2, Pooled = 2, DecoderUnits = 8, Embedding = 4, AttentionUnits = 5, Kernel = 3, Dropout = dropout,
    });

    private static InkExample Ink(int points, params int[] tokens) =>
        new([[.. Enumerable.Range(0, points).Select(i => new InkPoint(i * 0.1f, MathF.Sin(i * points)))]], tokens);

    [Fact]
    public void EverySecondFrameOfEachRowIsKept()
    {
        var tape = new Tape();
        var layout = new SequenceLayout([5, 6, 1, 2], [10, 11, 12, 13]);
        Tensor frames = tape.Arena.Allocate(new Shape(layout.Total, 1));
        float[][] rows = [.. new[] { 5, 6, 1, 2 }.Select((n, r) => Enumerable.Range(0, n).Select(t => (100f * r) + t).ToArray())];
        layout.PackFeatures(rows, 1, frames.Span);
        (SequenceLayout half, Tensor kept) = InkRecognizer.DropSecond(tape, layout, frames);
        var expected = new float[half.Total];
        half.PackFeatures([[0, 2, 4], [100, 102, 104], [200], [300]], 1, expected);
        Assert.Equal(expected, kept.ToArray());
        Assert.Equal([.. half.Order.ToArray().Select(r => 10 + r)], half.Items.ToArray());
        Assert.Equal(2, Model().Frames(5));
    }

    [Fact]
    public void ABatchReadsEachInkAsAlone()
    {
        InkRecognizer model = Model();
        float[][] ink = [.. new[] { 9, 17, 4, 1 }.Select(n => InkFeatures.Compute(Ink(n).Strokes))];
        IReadOnlyList<InkReading>[] together = model.Read(ink, 3, 3, keepAttention: true);
        for (int i = 0; i < ink.Length; i++)
        {
            IReadOnlyList<InkReading> alone = model.Read([ink[i]], 3, 3)[0];
            Assert.Equal(alone.Select(r => string.Join(' ', r.Tokens)), together[i].Select(r => string.Join(' ', r.Tokens)));
            Assert.Equal(alone[0].Hypothesis.LogProbability, together[i][0].Hypothesis.LogProbability, 1e-4);
            Assert.All(together[i][0].Hypothesis.Attention, a => Assert.Equal(model.Frames(ink[i].Length / InkFeatures.Count), a.Length));
        }
    }

    [Fact]
    public void GradientsAreThoseOfDifferences()
    {
        InkRecognizer model = Model();
        var task = new InkTask(model, [Ink(9, 2, 3), Ink(6, 4)], [], null, [], 2, 1);
        double Loss()
        {
            var tape = new Tape();
            return task.Loss(tape, [0, 1], out _).Scalar;
        }

        var recorded = new Tape { Recording = true };
        recorded.Backward(task.Loss(recorded, [0, 1], out _));
        foreach ((string name, Parameter parameter) in model.Parameters())
        {
            for (int i = 0; i < parameter.Value.Count; i += Math.Max(1, parameter.Value.Count / 3))
            {
                const float h = 5e-3f;
                float value = parameter.Value.Span[i];
                double Moved(float to)
                {
                    parameter.Value.Span[i] = to;
                    parameter.Value.MarkChanged();
                    return Loss();
                }

                double difference = (Moved(value + h) - Moved(value - h)) / (2 * h);
                Moved(value);
                Assert.True(Math.Abs(difference - parameter.Gradient.Span[i]) < 2e-3, $"{name}[{i}]: {difference} by difference, {parameter.Gradient.Span[i]} by the tape");
            }
        }
    }

    [Fact]
    public void TheFirstEpochsKeepToShortInk()
    {
        var task = new InkTask(Model(), [.. Enumerable.Range(1, 20).Select(n => Ink(n, 2))], [], null, [5, 10], 4, 3);
        Assert.Equal([5, 10, 20, 20], Enumerable.Range(0, 4).Select(e => task.Plan(e).Sum(b => b.Length)));
        Assert.Equal(Enumerable.Range(0, 20), task.Plan(2).SelectMany(b => b).Order());
        Assert.Equal(task.Plan(3), task.Plan(3));
    }
}
