using System.Text.Json;
using Unroll.Autograd;
using Unroll.Autograd.Operations;
using Unroll.Losses;
using Unroll.Tensors;

namespace Unroll.Tests.Autograd;

/// <summary>Values and gradients from PyTorch, written by tests/golden/operations.py.</summary>
public sealed class GoldenOperationsTests
{
    private static readonly JsonElement[] s_cases = Read();

    private static readonly Dictionary<string, Func<Tape, Tensor[], JsonElement, Tensor>> s_operations = new()
    {
        ["matmul"] = (t, x, _) => t.MatMul(x[0], x[1]),
        ["batched_matmul"] = (t, x, _) => t.BatchedMatMul(x[0], x[1]),
        ["linear"] = (t, x, _) => t.Linear(x[0], x[1], x[2]),
        ["add"] = (t, x, _) => t.Add(x[0], x[1]),
        ["sub"] = (t, x, _) => t.Subtract(x[0], x[1]),
        ["mul"] = (t, x, _) => t.Multiply(x[0], x[1]),
        ["div"] = (t, x, _) => t.Divide(x[0], x[1]),
        ["exp"] = (t, x, _) => t.Exp(x[0]),
        ["tanh"] = (t, x, _) => t.Tanh(x[0]),
        ["sigmoid"] = (t, x, _) => t.Sigmoid(x[0]),
        ["relu"] = (t, x, _) => t.Relu(x[0]),
        ["square"] = (t, x, _) => t.Square(x[0]),
        ["abs"] = (t, x, _) => t.Abs(x[0]),
        ["neg"] = (t, x, _) => t.Negate(x[0]),
        ["log"] = (t, x, _) => t.Log(x[0]),
        ["sqrt"] = (t, x, _) => t.Sqrt(x[0]),
        ["softplus"] = (t, x, _) => t.Softplus(x[0]),
        ["leaky_relu"] = (t, x, _) => t.LeakyRelu(x[0], 0.1f),
        ["clamp"] = (t, x, _) => t.Clamp(x[0], -0.5f, 0.75f),
        ["transpose"] = (t, x, _) => t.Transpose(x[0]),
        ["slice"] = (t, x, _) => t.Slice(x[0], 1, 1, 2),
        ["cat"] = (t, x, _) => t.Concatenate(x, 1),
        ["stack"] = (t, x, _) => t.Stack(x),
        ["embedding"] = (t, x, o) => t.Embedding(x[0], Ids(o, "ids")),
        ["sum_axis1"] = (t, x, _) => t.Sum(x[0], 1),
        ["mean_axis0"] = (t, x, _) => t.Mean(x[0], 0),
        ["max_axis1"] = (t, x, _) => t.Max(x[0], 1),
        ["softmax"] = (t, x, _) => t.Softmax(x[0]),
        ["log_softmax"] = (t, x, _) => t.LogSoftmax(x[0]),
        ["logsumexp"] = (t, x, _) => t.LogSumExp(x[0]),
        ["masked_softmax"] = (t, x, o) => t.MaskedSoftmax(x[0], [.. o.GetProperty("mask").EnumerateArray().Select(v => v.GetBoolean())]),
        ["layer_norm"] = (t, x, _) => t.LayerNorm(x[0], x[1], x[2]),
        ["conv1d"] = (t, x, o) => t.Convolution1D(x[0], x[1], x[2], Int(o, "stride"), Int(o, "padding"), Int(o, "dilation")),
        ["conv2d"] = (t, x, o) => t.Convolution2D(x[0], x[1], x[2], Int(o, "stride"), Int(o, "padding"), Int(o, "dilation")),
        ["max_pool1d"] = (t, x, o) => t.MaxPool1D(x[0], Int(o, "size"), Int(o, "stride"), Int(o, "padding")),
        ["max_pool2d"] = (t, x, o) => t.MaxPool2D(x[0], Int(o, "size"), Int(o, "stride"), Int(o, "padding")),
        ["avg_pool1d"] = (t, x, o) => t.AveragePool1D(x[0], Int(o, "size"), Int(o, "stride"), Int(o, "padding")),
        ["avg_pool2d"] = (t, x, o) => t.AveragePool2D(x[0], Int(o, "size"), Int(o, "stride"), Int(o, "padding")),
        ["cross_entropy"] = (t, x, o) => t.CrossEntropy(x[0], Ids(o, "targets"), Options(o)).Loss,
        ["mse"] = (t, x, o) => t.MeanSquaredError(x[0], Targets(x[0], o)),
        ["l1"] = (t, x, o) => t.MeanAbsoluteError(x[0], Targets(x[0], o)),
        ["huber"] = (t, x, o) => t.HuberLoss(x[0], Targets(x[0], o), o.GetProperty("delta").GetSingle()),
        ["bce_with_logits"] = (t, x, o) => t.BinaryCrossEntropyWithLogits(
            x[0], Targets(x[0], o), o.TryGetProperty("positive_weight", out JsonElement w) ? w.GetSingle() : 1),
    };

    public static TheoryData<int, string> Cases
    {
        get
        {
            var data = new TheoryData<int, string>();
            for (int i = 0; i < s_cases.Length; i++)
            {
                data.Add(i, s_cases[i].GetProperty("name").GetString()!);
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void AgreesWithPyTorch(int index, string name)
    {
        JsonElement golden = s_cases[index];
        Tensor[] inputs = [.. golden.GetProperty("inputs").EnumerateArray().Select(Read)];
        float[] weights = Read(golden.GetProperty("weights")).ToArray();
        GradientCheck.Record(
            (t, x) => s_operations[name](t, x, golden.GetProperty("options")), inputs, _ => true, weights, out float[] values);
        Compare(Values(golden.GetProperty("output")), values, 1e-5, 1e-5);
        for (int i = 0; i < inputs.Length; i++)
        {
            Compare(Values(golden.GetProperty("gradients")[i]), inputs[i].Gradient!.ToArray(), 1e-4, 2e-6);
        }
    }

    private static void Compare(double[] expected, float[] actual, double relative, double absolute)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (int i = 0; i < expected.Length; i++)
        {
            Assert.True(Math.Abs(expected[i] - actual[i]) <= absolute + (relative * Math.Abs(expected[i])), $"{i}: expected {expected[i]}, got {actual[i]}");
        }
    }

    private static CrossEntropyOptions Options(JsonElement o) => new()
    {
        ClassWeights = o.TryGetProperty("weights", out JsonElement w) ? [.. w.EnumerateArray().Select(v => v.GetSingle())] : null,
        LabelSmoothing = o.TryGetProperty("smoothing", out JsonElement s) ? s.GetSingle() : 0,
        IgnoreIndex = o.TryGetProperty("ignore", out JsonElement i) ? i.GetInt32() : -100,
        Reduction = o.TryGetProperty("reduction", out _) ? LossReduction.Sum : LossReduction.Mean,
    };

    private static Tensor Targets(Tensor x, JsonElement o) =>
        Tensor.From([.. o.GetProperty("targets").EnumerateArray().Select(v => v.GetSingle())], x.Shape.ToArray());

    private static int[] Ids(JsonElement o, string name) => [.. o.GetProperty(name).EnumerateArray().Select(v => v.GetInt32())];

    private static int Int(JsonElement o, string name) => o.GetProperty(name).GetInt32();

    private static double[] Values(JsonElement e) => [.. e.GetProperty("values").EnumerateArray().Select(v => v.GetDouble())];

    private static Tensor Read(JsonElement e) =>
        Tensor.From(Array.ConvertAll(Values(e), v => (float)v), [.. e.GetProperty("shape").EnumerateArray().Select(v => v.GetInt32())]);

    private static JsonElement[] Read()
    {
        using Stream stream = typeof(GoldenOperationsTests).Assembly.GetManifestResourceStream("Golden/operations.json")!;
        using var document = JsonDocument.Parse(stream);
        return [.. document.RootElement.EnumerateArray().Select(e => e.Clone())];
    }
}
