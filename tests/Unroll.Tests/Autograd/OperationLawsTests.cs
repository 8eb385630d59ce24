using System.Runtime.InteropServices;
using Unroll.Autograd;
using Unroll.Autograd.Operations;
using Unroll.Losses;
using Unroll.Numerics;
using Unroll.Tensors;

namespace Unroll.Tests.Autograd;

/// <summary>What holds for every operation: the bits do not depend on the threads, and a warm step allocates no buffer.</summary>
public sealed class OperationLawsTests
{
    private const int Rows = 700, Width = 401;

    private static readonly int[] s_ids = [.. Enumerable.Range(0, Rows).Select(i => i * 7919 % 97)];

    private static readonly float[] s_weights = GradientCheck.Noise(50, 1 << 20).ToArray();

    private static readonly Dictionary<string, (Func<Tape, Tensor[], Tensor> Operation, int[][] Shapes)> s_large = new()
    {
        ["MatMul"] = ((t, x) => t.MatMul(x[0], x[1]), [[300, 257], [257, 123]]),
        ["BatchedMatMul"] = ((t, x) => t.BatchedMatMul(x[0], x[1], transposeB: true), [[37, 33, 41], [37, 65, 41]]),
        ["BatchedMatMul of few"] = ((t, x) => t.BatchedMatMul(x[0], x[1], transposeA: true), [[2, 133, 141], [2, 133, 65]]),
        ["Linear"] = ((t, x) => t.Linear(x[0], x[1], x[2]), [[Rows, Width], [50, Width], [50]]),
        ["AddBias"] = ((t, x) => t.AddBias(x[0], x[1]), [[Rows, 3 * Width], [3 * Width]]),
        ["Multiply"] = ((t, x) => t.Multiply(x[0], x[1]), [[3 * Rows, Width], [3 * Rows, Width]]),
        ["Tanh"] = ((t, x) => t.Tanh(x[0]), [[Rows, Width]]),
        ["Softplus"] = ((t, x) => t.Softplus(x[0]), [[Rows, Width]]),
        ["Transpose"] = ((t, x) => t.Transpose(x[0]), [[Rows, Width]]),
        ["Gather"] = ((t, x) => t.Gather(x[0], s_ids), [[97, 3 * Width]]),
        ["SegmentMean"] = ((t, x) => t.SegmentMean(x[0], s_ids, 97), [[Rows, 3 * Width]]),
        ["Sum of rows"] = ((t, x) => t.Sum(x[0], 1), [[2 * Rows, Width]]),
        ["Sum of columns"] = ((t, x) => t.Sum(x[0], 0), [[2 * Rows, Width]]),
        ["Max"] = ((t, x) => t.Max(x[0], 1), [[Rows, Width]]),
        ["Softmax"] = ((t, x) => t.Softmax(x[0]), [[Rows, Width]]),
        ["LogSoftmax"] = ((t, x) => t.LogSoftmax(x[0]), [[Rows, Width]]),
        ["LogSumExp"] = ((t, x) => t.LogSumExp(x[0]), [[Rows, Width]]),
        ["RaggedSoftmax"] = ((t, x) => t.RaggedSoftmax(x[0], [0, 100, 101, 350, 350, Rows]), [[Rows, Width]]),
        ["Dropout"] = ((t, x) => t.Dropout(x[0], 0.4f), [[Rows, Width]]),
        ["LayerNorm"] = ((t, x) => t.LayerNorm(x[0], x[1], x[2]), [[2 * Rows, Width], [Width], [Width]]),
        ["Convolution1D"] = ((t, x) => t.Convolution1D(x[0], x[1], x[2], padding: 1), [[31, 16, 211], [24, 16, 3], [24]]),
        ["Convolution2D"] = ((t, x) => t.Convolution2D(x[0], x[1], null, stride: 2), [[9, 8, 61, 63], [10, 8, 5, 5]]),
        ["MaxPool2D"] = ((t, x) => t.MaxPool2D(x[0], 3, 2), [[9, 8, 61, 63]]),
        ["AveragePool1D"] = ((t, x) => t.AveragePool1D(x[0], 5, 1), [[31, 16, 211]]),
        ["CrossEntropy"] = ((t, x) => t.CrossEntropy(x[0], s_ids, new() { LabelSmoothing = 0.1f }).Loss, [[Rows, Width]]),
    };

    public static TheoryData<string> Large => [.. s_large.Keys];

    [Theory]
    [MemberData(nameof(Large))]
    public void OneThreadAndManyGiveTheSameBits(string name)
    {
        (Func<Tape, Tensor[], Tensor> operation, int[][] shapes) = s_large[name];
        Tensor[] inputs = [.. shapes.Select((s, i) => GradientCheck.Noise(i + 1, s))];
        float[][]? first = null;
        foreach (int threads in new[] { 1, 2, 3, 4 })
        {
            using var team = new ThreadTeam(threads);
            GradientCheck.Record(operation, inputs, _ => true, s_weights, out float[] values, team);
            float[][] all = [values, .. inputs.Select(x => x.Gradient!.ToArray())];
            first ??= all;
            for (int i = 0; i < all.Length; i++)
            {
                Assert.True(
                    MemoryMarshal.AsBytes(first[i].AsSpan()).SequenceEqual(MemoryMarshal.AsBytes(all[i].AsSpan())),
                    $"{(i == 0 ? "values" : $"gradient {i - 1}")} with {threads} threads");
            }
        }
    }

    [Fact]
    public void AWarmStepAllocatesNoBuffers()
    {
        Tensor table = Parameter(1, 30, 16), weight = Parameter(2, 64, 16), bias = Parameter(3, 64), gain = Parameter(4, 64), shift = Parameter(5, 64);
        Tensor kernel = Parameter(6, 8, 64, 3), head = Parameter(7, 5, 8);
        int[] ids = [.. Enumerable.Range(0, 240).Select(i => i * 31 % 30)], targets = [.. Enumerable.Range(0, 12).Select(i => i % 5)];
        var tape = new Tape { Recording = true, Training = true };

        float Run()
        {
            tape.Step++;
            Tensor x = tape.Tanh(tape.Linear(tape.Dropout(tape.Embedding(table, ids), 0.2f), weight, bias));
            x = tape.Transpose(tape.Reshape(tape.LayerNorm(x, gain, shift), 12, 20, 64));
            x = tape.GlobalMaxPool(tape.Relu(tape.Convolution1D(x, kernel, padding: 1)));
            Tensor loss = tape.CrossEntropy(tape.Linear(x, head), targets).Loss;
            tape.Backward(loss);
            float value = loss.Scalar;
            tape.Reset();
            return value;
        }

        for (int i = 0; i < 5; i++)
        {
            Run();
        }

        const int Steps = 20;
        long reserved = tape.Arena.ReservedBytes, before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < Steps; i++)
        {
            Run();
        }

        // Twelve nodes, their tensors and gradients of 100 to 150 bytes each. The buffers of the step hold 500 KB in all.
        long bytes = (GC.GetAllocatedBytesForCurrentThread() - before) / Steps;
        Assert.InRange(bytes, 1, 8192);
        Assert.True(reserved > 500_000, $"{reserved} bytes");
        Assert.Equal(reserved, tape.Arena.ReservedBytes);
    }

    [Fact]
    public void ScratchOfAStepIsGivenBack()
    {
        Tensor x = GradientCheck.Noise(1, 4, 3, 50), w = Parameter(2, 5, 3, 3);
        var tape = new Tape { Recording = true };
        Tensor y = tape.Convolution1D(x, w);
        long live = tape.Arena.LiveBytes;
        Assert.InRange(live, y.Count * sizeof(float), (y.Count * sizeof(float)) + 64);
        Tensor dy = tape.GradientOf(y);
        dy.Span.Fill(1);
        tape.RunBackward();

        // The gradient of the weight is owned: what is left in the arena is that of y.
        Assert.InRange(tape.Arena.LiveBytes, live + (dy.Count * sizeof(float)), live + (dy.Count * sizeof(float)) + 64);
    }

    private static Tensor Parameter(int seed, params int[] extents)
    {
        Tensor tensor = GradientCheck.Noise(seed, extents);
        tensor.RequiresGradient = true;
        return tensor;
    }
}
