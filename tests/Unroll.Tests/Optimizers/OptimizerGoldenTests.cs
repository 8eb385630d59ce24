using System.Text.Json;
using Unroll.Layers;
using Unroll.Optimizers;

namespace Unroll.Tests.Optimizers;

/// <summary>Twenty steps of every optimizer and option beside PyTorch's, from tests/golden/optimizers.py.</summary>
public sealed class OptimizerGoldenTests
{
    private static readonly JsonElement s_cases = Read().GetProperty("cases");

    public static TheoryData<string> Cases => [.. s_cases.EnumerateArray().Select(c => c.GetProperty("name").GetString()!)];

    [Theory]
    [MemberData(nameof(Cases))]
    public void FollowsPyTorch(string name)
    {
        JsonElement golden = s_cases.EnumerateArray().Single(c => c.GetProperty("name").GetString() == name);
        NamedParameter[] parameters = TestParameters.Small();
        BoundOptimizer optimizer = Optimizer.Parse(golden.GetProperty("optimizer").GetString()!).Bind(parameters);
        double clip = golden.GetProperty("clip").GetDouble();
        JsonElement frozen = golden.GetProperty("frozen");
        int step = 0;
        foreach (JsonElement kept in golden.GetProperty("kept").EnumerateArray())
        {
            double norm = 0;
            for (int until = kept.GetProperty("step").GetInt32(); step < until;)
            {
                step++;
                foreach ((string parameter, Parameter p) in parameters)
                {
                    p.Trainable = parameter != frozen[0].GetString() || step < frozen[1].GetInt32() || step > frozen[2].GetInt32();
                }

                TestParameters.SetGradients(parameters);
                norm = clip > 0 ? GradientClipping.Norm(parameters) : 0;
                optimizer.Step(optimizer.Optimizer.LearningRate, clip > 0 ? GradientClipping.Scale(norm, clip) : 1);
            }

            Near(kept.GetProperty("norm").GetDouble(), norm, $"norm of step {step}");
            float[] values = TestParameters.Values(parameters);
            double[] expected = [.. kept.GetProperty("values").EnumerateArray().Select(v => v.GetDouble())];
            Assert.Equal(expected.Length, values.Length);
            for (int i = 0; i < values.Length; i++)
            {
                Near(expected[i], values[i], $"element {i} after step {step}");
            }
        }

        Assert.Equal(20, step);
    }

    /// <summary>Relative to the values' size, about 1: both sides round twenty float32 steps (6e-8 each), in another order.</summary>
    private static void Near(double expected, double actual, string what) =>
        Assert.True(Math.Abs(expected - actual) <= 1e-6 * Math.Max(1, Math.Abs(expected)), $"{what}: expected {expected}, got {actual}");

    private static JsonElement Read()
    {
        using Stream stream = typeof(OptimizerGoldenTests).Assembly.GetManifestResourceStream("Golden/optimizers.json")!;
        return JsonDocument.Parse(stream).RootElement;
    }
}
