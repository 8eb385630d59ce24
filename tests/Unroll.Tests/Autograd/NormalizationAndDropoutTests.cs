using Unroll.Autograd;
using Unroll.Autograd.Operations;
using Unroll.Tensors;

namespace Unroll.Tests.Autograd;

public sealed class NormalizationAndDropoutTests
{
    [Fact]
    public void LayerNormAgreesWithPlainLoops()
    {
        const int Width = 11;
        Tensor x = GradientCheck.Noise(1, 2, 3, Width), gain = GradientCheck.Noise(2, Width), bias = GradientCheck.Noise(3, Width);
        GradientCheck.Run((t, i) => t.LayerNorm(i[0]), i => Naive.Along(i[0], 6, Width, 1, g => Naive.LayerNorm(g, 1e-5f)), x);
        GradientCheck.Run(
            (t, i) => t.LayerNorm(i[0], i[1], i[2], 0.1f),
            i => [.. Naive.Along(i[0], 6, Width, 1, g => Naive.LayerNorm(g, 0.1f)).Select((v, j) => (v * i[1][j % Width]) + i[2][j % Width])],
            x, gain, bias);
    }

    [Fact]
    public void LayerNormSurvivesALargeMean()
    {
        // In one pass over float32 the variance of these would be nothing but rounding.
        Tensor x = Tensor.From([10000.5f, 9999.5f, 10000.5f, 9999.5f], 1, 4);
        Assert.Equal([1, -1, 1, -1], new Tape().LayerNorm(x, epsilon: 1e-9f).ToArray(), (a, b) => Math.Abs(a - b) < 1e-6);
    }

    [Fact]
    public void DropoutKeepsTheMeanAndItsRate()
    {
        const int Count = 200_000;
        Tensor x = Tensor.Zeros(100, Count / 100);
        x.Span.Fill(1);
        var tape = new Tape { Training = true, Seed = 3 };
        float[] y = tape.Dropout(x, 0.3f).ToArray();
        Assert.All(y, v => Assert.True(v is 0 or 1 / 0.7f));

        // Five standard deviations of the number of successes.
        double kept = y.Count(v => v > 0), deviation = Math.Sqrt(Count * 0.3 * 0.7);
        Assert.InRange(kept, (0.7 * Count) - (5 * deviation), (0.7 * Count) + (5 * deviation));
    }

    [Fact]
    public void DropoutPassesTheGradientOfWhatItKept()
    {
        Tensor x = GradientCheck.Noise(1, 5, 13);
        x.Span.Fill(1);
        float[] mask = new Tape { Training = true }.Dropout(x, 0.5f).ToArray();
        Assert.Contains(0f, mask);
        x = GradientCheck.Noise(1, 5, 13);
        GradientCheck.Run((t, i) => t.Dropout(i[0], 0.5f), i => [.. i[0].Select((v, j) => v * mask[j])], x);
    }

    [Fact]
    public void DropoutIsOffOutsideOfTraining()
    {
        Tensor x = GradientCheck.Noise(1, 5, 13);
        Assert.Same(x, new Tape().Dropout(x, 0.5f));
        Assert.Same(x, new Tape { Training = true }.Dropout(x, 0));
    }

    [Fact]
    public void MasksDifferByCallStepAndSeed()
    {
        Tensor x = Tensor.Zeros(3, 40);
        x.Span.Fill(1);
        var tape = new Tape { Training = true, Seed = 1, Step = 1 };
        float[] first = tape.Dropout(x, 0.5f).ToArray(), second = tape.Dropout(x, 0.5f).ToArray();
        Assert.NotEqual(first, second);
        Assert.NotEqual(first[..40], first[40..80]);
        tape.Reset();
        Assert.Equal(first, tape.Dropout(x, 0.5f).ToArray());
        tape.Reset();
        tape.Step = 2;
        Assert.NotEqual(first, tape.Dropout(x, 0.5f).ToArray());
        Assert.NotEqual(first, new Tape { Training = true, Seed = 2, Step = 1 }.Dropout(x, 0.5f).ToArray());
    }

    [Fact]
    public void AMaskFollowsItsItemAndPosition()
    {
        const int Width = 37;
        Tensor x = Tensor.Zeros(4, Width);
        x.Span.Fill(1);
        float[][] Rows(int[] items, int[] positions)
        {
            float[] y = new Tape { Training = true }.Dropout(x, 0.5f, items, positions).ToArray();
            return [.. Enumerable.Range(0, 4).Select(r => y[(r * Width)..((r + 1) * Width)])];
        }

        float[][] one = Rows([7, 8, 9, 7], []), two = Rows([9, 7, 8, 8], []);
        Assert.Equal(one[0], two[1]);
        Assert.Equal(one[1], two[2]);
        Assert.Equal(one[2], two[0]);
        Assert.Equal(one[0], one[3]);
        Assert.NotEqual(one[0], one[1]);
        float[][] placed = Rows([7, 7, 8, 7], [0, 1, 1, 1]);
        Assert.Equal(one[0], placed[0]);
        Assert.Equal(placed[1], placed[3]);
        Assert.NotEqual(placed[0], placed[1]);
        Assert.NotEqual(placed[1], placed[2]);
    }

    [Fact]
    public void HostileArgumentsAreNamed()
    {
        var tape = new Tape { Training = true };
        Tensor x = GradientCheck.Noise(1, 2, 3);
        Messages.Throws("Dropout: expected a `rate` of at least 0 and below 1, got 1", () => tape.Dropout(x, 1));
        Messages.Throws("Dropout: expected a `rate` of at least 0 and below 1, got NaN", () => tape.Dropout(x, float.NaN));
        Messages.Throws("Dropout: expected 2 entries in `items`, got 3", () => tape.Dropout(x, 0.5f, [1, 2, 3]));
        Messages.Throws("Dropout: expected 2 entries in `positions`, got 1", () => tape.Dropout(x, 0.5f, [1, 2], [1]));
        Messages.Throws("LayerNorm: expected `gain` of shape [3], got [2, 3]", () => tape.LayerNorm(x, x));
        Messages.Throws("LayerNorm: expected an `epsilon` of 0 or more, got -1", () => tape.LayerNorm(x, epsilon: -1));
    }
}
