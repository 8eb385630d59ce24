using System.Diagnostics;

namespace Unroll.Tests.Lessons;

/// <summary>The lessons as a student meets them. They write to the console, which there is one of: nothing else runs beside them.</summary>
[CollectionDefinition("lessons", DisableParallelization = true)]
public sealed class LessonCollection;

[Collection("lessons")]
public sealed class LessonTests
{
    public static TheoryData<string> All => [.. LessonProgram.Names];

    [Fact]
    public void ThereAreTwelveAndEachHasASolution()
    {
        Assert.Equal(12, LessonProgram.Names.Count);
        Assert.Equal(LessonProgram.Names, Directory.GetFiles(Path.Combine(LessonProgram.Root, "lessons", "solutions"), "*.cs").Select(f => Path.GetFileNameWithoutExtension(f)).Order(StringComparer.Ordinal));
    }

    [Theory]
    [MemberData(nameof(All))]
    public void ALessonIsItsSolutionWithoutWhatIsInTheGaps(string name) =>
        Assert.Equal(LessonProgram.Solution(name).Emptied(), LessonProgram.WithGaps(name).Source);

    [Theory]
    [MemberData(nameof(All))]
    public void ASolutionPassesInUnderAMinuteAndShowsAPicture(string name)
    {
        var clock = Stopwatch.StartNew();
        (int code, string output, string[] pictures) = LessonProgram.Solution(name).Run();
        Assert.True(code == 0, output);
        Assert.DoesNotContain("✗", output, StringComparison.Ordinal);
        Assert.Contains("<svg", Assert.Single(pictures), StringComparison.Ordinal);
        Assert.InRange(clock.Elapsed.TotalSeconds, 0, 60);
    }

    [Theory]
    [MemberData(nameof(All))]
    public void ALessonWithGapsNamesTheFirstOfThemAndFails(string name)
    {
        LessonProgram lesson = LessonProgram.WithGaps(name);
        (int code, string output, string[] pictures) = lesson.Run();
        Assert.Equal(1, code);
        Assert.Empty(pictures);
        Assert.Contains($"… {lesson.Gaps[0]}: ", output, StringComparison.Ordinal);
        Assert.Contains($"look for GAP {lesson.Gaps[0]} in the file", output, StringComparison.Ordinal);
    }

    /// <summary>Each gap of each lesson is asked for by its name when it is the only one left.</summary>
    [Theory]
    [MemberData(nameof(All))]
    public void EachGapIsNamed(string name)
    {
        LessonProgram solution = LessonProgram.Solution(name);
        Assert.InRange(solution.Gaps.Count, 3, 6);
        foreach (string gap in solution.Gaps.Skip(1))
        {
            (int code, string output, _) = solution.With(gap, $"throw new Gap(\"{gap}\");").Run();
            Assert.Equal(1, code);
            Assert.Contains($"look for GAP {gap} in the file", output, StringComparison.Ordinal);
        }
    }

    /// <summary>What students typically write instead, and what they are told.</summary>
    [Theory]
    [InlineData("01-one-hot", "1a", "return text;", "✗ 1a: the alphabet, in order of the characters' codes: it has the shape [11], it should have [8]")]
    [InlineData("01-one-hot", "1b", "return text.Select(c => alphabet.IndexOf(c) + 1).ToArray();", "✗ 1b: the ids of a text: the first wrong number is at [0]: it is 4, it should be 3")]
    [InlineData("01-one-hot", "1c", "var vector = new double[size]; vector[id - 1] = 1; return vector;", "✗ 1c: a one-hot vector: the first wrong number is at [1]: it is 1, it should be 0")]
    [InlineData("02-batches", "2b", "return Enumerable.Range(0, texts.Length).OrderBy(r => texts[r].Length).ToArray();", "✗ 2b: rows in order of length, longest first: the first wrong number is at [0]: it is 2, it should be 1")]
    [InlineData("02-batches", "2c", "return texts.Select(t => t.Length).ToArray();", "✗ 2c: how many rows are alive at each step: the first wrong number is at [0]: it is 2, it should be 4")]
    [InlineData("02-batches", "2d", "return texts.SelectMany(t => t).ToArray();", "✗ 2d: packed, step by step: the first wrong number is at [0]: it is 11, it should be 21")]
    [InlineData("03-simple-rnn", "3a", "double[] a = Numbers.Times(wx, x), c = Numbers.Times(wh, h); return b.Select((bias, u) => a[u] + c[u] + bias).ToArray();", "✗ 3a: the state after one step, from a state of zeros: the first wrong number is at [0]")]
    [InlineData("03-simple-rnn", "3b", "return x.Select(input => Step(input, new double[b.Length], wx, wh, b)).ToArray();", "✗ 3b: the states of a whole sequence, as the engine has them: the first wrong number is at [1, 0]")]
    [InlineData("03-simple-rnn", "3a", "double[] a = Numbers.Times(wx, h), c = Numbers.Times(wh, x); return b.Select((bias, u) => Math.Tanh(a[u] + c[u] + bias)).ToArray();", "✗ 3a: the state after one step, from a state of zeros: ArgumentException: a matrix of 3 columns cannot be multiplied by 5 numbers")]
    [InlineData("03-simple-rnn", "3b", "return new double[x.Length][];", "✗ 3b: the states of a whole sequence, as the engine has them: ArgumentException: row 0 of 8 is null")]
    [InlineData("03-simple-rnn", "3c", "return units * (inputs + units);", "✗ 3c: the number of weights: it is 40, it should be 45")]
    [InlineData("04-memorizer", "4a", "return logits.Select(l => Math.Exp(l) / logits.Sum(Math.Exp)).ToArray();", "✗ 4a: large logits do not overflow: the first wrong number is at [0]: it is NaN, it should be 0.5")]
    [InlineData("04-memorizer", "4c", "return digits.Select(row => row[^1]).ToArray();", "✗ 4c: the digit to be named, for each row of a batch: the first wrong number is at [0]: it is 4, it should be 3")]
    [InlineData("04-memorizer", "4d", "tape.Backward(result.Loss); optimizer.Step(5e-3f);", "✗ 4d: each step takes the derivatives of its own batch alone: the third loss is")]
    [InlineData("04-memorizer", "4d", "tape.Backward(result.Loss); optimizer.ZeroGradients(); optimizer.Step(5e-3f);", "is every part of the training step there, in its order?")]
    [InlineData("05-clipping", "5a", "return gradients.Sum(g => Math.Sqrt(g.Sum(v => v * v)));", "✗ 5a: the norm of all gradients together: it is 17, it should be 13")]
    [InlineData("05-clipping", "5b", "return limit / norm;", "✗ 5b: a gradient of norm 2 is left as it is: it is 3.25, it should be 1")]
    [InlineData("05-clipping", "5c", "return gradients.Select(g => ClipNormOne(g)).ToArray(); double[] ClipNormOne(double[] g) { double f = Factor(Math.Sqrt(g.Sum(v => v * v)), limit); return g.Select(v => v * f).ToArray(); }", "✗ 5c: the gradients scaled to norm 6.5: the first wrong number is at [0, 0]: it is 3, it should be 1.5")]
    [InlineData("05-clipping", "5c", "double f = limit / Norm(gradients); return gradients.Select(g => g.Select(v => v * f).ToArray()).ToArray();", "✗ 5c: gradients of norm 13 where 20 are allowed: the first wrong number is at [0, 0]: it is 4.615385, it should be 3")]
    [InlineData("05-clipping", "5d", "return gradients.Select(g => g.Select(v => Math.Min(v, limit)).ToArray()).ToArray();", "✗ 5d: each number clipped to 3.5: the first wrong number is at [0, 2]: it is -4, it should be -3.5")]
    [InlineData("06-gates", "6a", "double[] a = Numbers.Times(wx, x); return b.Select((bias, u) => Numbers.Sigmoid(a[u] + bias)).ToArray();", "✗ 6a: the gate of a state that is not zero: the first wrong number is at [0]: it is 0.5")]
    [InlineData("06-gates", "6a", "double[] a = Numbers.Times(wx, x), c = Numbers.Times(wh, h); return b.Select((bias, u) => Math.Tanh(a[u] + c[u] + bias)).ToArray();", "✗ 6a: a gate: sigmoid(wx x + wh h + b): the first wrong number is at [0]")]
    [InlineData("06-gates", "6b", "return gate.Select((g, u) => ((1 - g) * candidate[u]) + (g * h[u])).ToArray();", "✗ 6b: mixing: a gate of 0.25 lets a quarter in: the first wrong number is at [0]: it is 7, it should be 5")]
    [InlineData("06-gates", "6c", "double[] n = Candidate(x, h, wx[2], wh[2], b[2]); return z.Select((keep, u) => ((1 - keep) * n[u]) + (keep * h[u])).ToArray();", "✗ 6c: the GRU over a sequence, as the engine has it: the first wrong number is at [1, 0]")]
    [InlineData("07-lstm", "7a", "return c.Select((old, u) => ((1 - f[u]) * old) + (f[u] * g[u])).ToArray();", "✗ 7a: the cell state: forget 0.5 of 4, write 0.25 of 8: the first wrong number is at [0]: it is 6, it should be 4")]
    [InlineData("07-lstm", "7b", "return o.Select((show, u) => show * c[u]).ToArray();", "✗ 7b: the hidden state: show half of tanh(c): the first wrong number is at [0]: it is 0.5, it should be 0.380797")]
    [InlineData("07-lstm", "7c", "double[][] gates = Gates(input, h, wx, wh, b); c = CellState(gates[0], c, gates[1], gates[2]); h = Hidden(gates[3], c);", "✗ 7c: the hidden states of a sequence, as the engine has them: the first wrong number is at [0, 0]")]
    [InlineData("08-bidirectional", "8a", "return row.Reverse().ToArray();", "✗ 8a: a padded row of 3 of 5 steps, reversed from its own end: the first wrong number is at [0]: it is 0, it should be 3")]
    [InlineData("08-bidirectional", "8b", "return network(x.Reverse().ToArray());", "✗ 8b: the states of the backward network, at the steps they belong to: the first wrong number is at [0, 0]")]
    [InlineData("08-bidirectional", "8b", "Array.Reverse(x); double[][] states = network(x); return states.Reverse().ToArray();", "✗ 8b: the sequence itself stays as it was: the first wrong number is at [0, 0]")]
    [InlineData("08-bidirectional", "8d", "return states[^1];", "✗ 8d: what a classifier sees: each direction once it has read everything: the first wrong number is at [3]")]
    [InlineData("09-dropout", "9a", "return uniform.Select(u => u < rate ? 0.0 : 1).ToArray();", "✗ 9a: a mask for the rate 0.4 from uniform numbers: the first wrong number is at [2]: it is 1, it should be 1.666667")]
    [InlineData("09-dropout", "9b", "return h.Zip(Mask(uniform, rate), (v, m) => v * m).ToArray();", "✗ 9b: while predicting, nothing is dropped: the first wrong number is at [0]: it is 0, it should be 1")]
    [InlineData("09-dropout", "9c", "return steps.Select(h => Dropout(h, h.Select(_ => draw()).ToArray(), rate, training: true)).ToArray();", "✗ 9c: one mask for all steps of a sequence: the first wrong number is at [1, 0]: it is 2, it should be 0")]
    [InlineData("10-character-model", "10a", "return [name, name];", "✗ 10a: what is read and what is to be predicted, for `ab` (1, 2): it has the shape [2, 2], it should have [2, 3]")]
    [InlineData("10-character-model", "10a", "return [[0, .. name[..^1]], [.. name, 0]];", "✗ 10a: what is read and what is to be predicted, for `ab` (1, 2): it has rows of 2, 3 numbers, it should have the shape [2, 3]")]
    [InlineData("10-character-model", "10b", "double[] p = logits.Select(l => Math.Exp(l * temperature)).ToArray(); return p.Select(v => v / p.Sum()).ToArray();", "✗ 10b: at temperature 0.5 they are sharper: the first wrong number is at [0]: it is 0.50648, it should be 0.866814")]
    [InlineData("10-character-model", "10c", "return Array.IndexOf(probabilities, probabilities.Max());", "✗ 10c: at 0.19, 0.2 and 0.99: the first wrong number is at [0]: it is 1, it should be 0")]
    [InlineData("11-attention", "11a", "return keys[0].Select((_, i) => query[0] * keys[0][i]).ToArray();", "✗ 11a: scores: the product of the query with each key: it has the shape [2], it should have [3]")]
    [InlineData("11-attention", "11b", "double[] p = scores.Select(Math.Exp).ToArray(); return p.Select((v, t) => real[t] ? v / p.Sum() : 0).ToArray();", "✗ 11b: padding gets no weight: the first wrong number is at [0]: it is 0.090031, it should be 0.268941")]
    [InlineData("11-attention", "11c", "return values[Array.IndexOf(weights, weights.Max())];", "✗ 11c: the context: the weighted mean of the values: the first wrong number is at [0]: it is 0, it should be 2.123948")]
    [InlineData("11-attention", "11c", "return values[0].Select((_, i) => weights.Select((w, t) => w * values[i][t]).Sum()).ToArray();", "✗ 11c: the context: the weighted mean of the values: the first wrong number is at [0]: it is 0.900306, it should be 2.123948")]
    [InlineData("11-attention", "11d", "return Context(Weights(Scores(query, keys), keys.Select(_ => true).ToArray()), values);", "✗ 11d: and with padding behind the first two: the first wrong number is at [0]")]
    [InlineData("12-bptt-by-hand", "12a", "return dh.Zip(h, (d, v) => d * (1 - v)).ToArray();", "✗ 12a: through tanh: dz = dh * (1 - h^2): the first wrong number is at [0]: it is 1, it should be 1.5")]
    [InlineData("12-bptt-by-hand", "12b", "return Numbers.Times(wh, dz);", "✗ 12b: the derivative of the state before: the transposed matrix times dz: the first wrong number is at [0]: it is 21, it should be 31")]
    [InlineData("12-bptt-by-hand", "12d", "double[] dz = ThroughTanh(t == x.Length - 1 ? dLast : new double[dLast.Length], states[t]); Add(dWx, Outer(dz, x[t])); Add(dWh, Outer(dz, before)); dh = ToPrevious(wh, dz);", "✗ 12d: the derivative of every recurrent weight, against small differences: the first wrong number is at [0, 0]")]
    public void AWrongAnswerIsToldWhatDiffers(string name, string gap, string answer, string message)
    {
        (int code, string output, string[] pictures) = LessonProgram.Solution(name).With(gap, answer).Run();
        Assert.Equal(1, code);
        Assert.Empty(pictures);
        Assert.Contains(message, output, StringComparison.Ordinal);
    }
}
