using Unroll.Autograd;
using Unroll.Recurrent;
using Unroll.Tensors;
using Unroll.Tests.Recurrent;

namespace Unroll.Tests.Golden;

/// <summary>
/// Third witness: outputs, last states and all gradients are PyTorch's, for one and two layers, one and both directions, ragged
/// rows and a given state. Outputs within 1e-5, gradients within 1e-4 of the largest element of their tensor.
/// </summary>
public sealed class GoldenRecurrentTests
{
    public static TheoryData<string> Names => [.. GoldenRecurrentCase.All.Select(c => c.ToString())];

    [Theory]
    [MemberData(nameof(Names))]
    public void ForwardAndBackwardArePyTorchs(string name)
    {
        GoldenRecurrentCase c = GoldenRecurrentCase.All.Single(one => one.ToString() == name);
        int h = c.Units, directions = c.Directions, states = c.Lists("initial").Length;
        var tape = new Tape { Recording = true };
        Poison.Memory(tape);
        var layout = new SequenceLayout(c.Lengths);
        Tensor input = Packed(layout, c.Lists("input"), c.Inputs);
        Tensor layer = input;
        var weights = new Dictionary<string, Tensor>();
        var initial = new Tensor[c.Layers * directions][];
        var final = new Tensor[initial.Length][];
        for (int l = 0; l < c.Layers; l++)
        {
            Tensor joined = tape.Arena.Allocate(new Shape(layout.Total, directions * h));
            for (int d = 0; d < directions; d++)
            {
                int index = (l * directions) + d;
                string suffix = $"_l{l}{(d == 1 ? "_reverse" : "")}";
                initial[index] = [.. Enumerable.Range(0, states).Select(k => Trained(State(c, "initial", k, index), layout.Rows, h))];
                final[index] = Cell(c.Kind).Run(tape, layout, new RecurrentArguments
                {
                    Input = layer, Initial = initial[index], Reverse = d == 1, Destination = joined, Column = d * h,
                    InputWeight = weights["weight_ih" + suffix] = Trained(c.Parameter("weight_ih" + suffix), -1, layer.Shape.Last),
                    HiddenWeight = weights["weight_hh" + suffix] = Trained(c.Parameter("weight_hh" + suffix), -1, h),
                    Bias = weights["bias" + suffix] = Trained(Bias(c, suffix), -1),
                }).Final;
            }

            layer = joined;
        }

        double[] output = PackedNumbers(layout, c.Lists("output"), directions * h);
        Near.Absolute(output, layer.ToArray(), 1e-5, "output");
        Floats(PackedNumbers(layout, c.Lists("output_upstream"), directions * h)).CopyTo(tape.GradientOf(layer).Span);
        for (int i = 0; i < final.Length; i++)
        {
            for (int k = 0; k < states; k++)
            {
                Near.Absolute(State(c, "final", k, i), final[i][k].ToArray(), 1e-5, $"last state {k} of layer and direction {i}");
                Floats(State(c, "final_upstream", k, i)).CopyTo(tape.GradientOf(final[i][k]).Span);
            }
        }

        tape.RunBackward();
        Near.Relative(PackedNumbers(layout, c.Lists("input_gradient"), c.Inputs), input.Gradient!.ToArray(), 1e-4, "gradient of input");
        for (int i = 0; i < initial.Length; i++)
        {
            for (int k = 0; k < states; k++)
            {
                Near.Relative(
                    State(c, "initial_gradient", k, i), initial[i][k].Gradient!.ToArray(), 1e-4, $"gradient of initial state {k}, {i}");
            }
        }

        Assert.Equal(c.ParameterNames.Count(), weights.Count * 4 / 3);
        foreach ((string key, Tensor tensor) in weights)
        {
            double[] expected = key.StartsWith("bias", StringComparison.Ordinal) ? BiasGradient(c, key[4..]) : c.Gradient(key);
            Near.Relative(expected, tensor.Gradient!.ToArray(), 1e-4, $"gradient of {key}");
        }
    }

    private static CellUnderTest Cell(string kind) => CellUnderTest.All[kind switch
    {
        "RNN_TANH" => "ElmanTanh",
        "RNN_RELU" => "ElmanRelu",
        "LSTM" => "Lstm",
        _ => "Gru",
    }];

    /// <summary>PyTorch's two biases as our one: summed, but GRU's hidden part of the candidate stays a column of its own.</summary>
    private static double[] Bias(GoldenRecurrentCase c, string suffix)
    {
        double[] input = c.Parameter("bias_ih" + suffix), hidden = c.Parameter("bias_hh" + suffix);
        int summed = c.Kind == "GRU" ? 2 * c.Units : input.Length;
        return [.. input.Select((b, i) => i < summed ? b + hidden[i] : b), .. hidden[summed..]];
    }

    private static double[] BiasGradient(GoldenRecurrentCase c, string suffix)
    {
        double[] hidden = c.Gradient("bias_hh" + suffix);
        return [.. c.Gradient("bias_ih" + suffix), .. c.Kind == "GRU" ? hidden[(2 * c.Units)..] : []];
    }

    private static double[] State(GoldenRecurrentCase c, string name, int state, int index)
    {
        int size = c.Lengths.Length * c.Units;
        return c.Lists(name)[state][(index * size)..((index + 1) * size)];
    }

    private static Tensor Packed(SequenceLayout layout, double[][] rows, int width)
    {
        Tensor packed = Tensor.From(Floats(PackedNumbers(layout, rows, width)), layout.Total, width);
        packed.RequiresGradient = true;
        return packed;
    }

    private static double[] PackedNumbers(SequenceLayout layout, double[][] rows, int width)
    {
        var packed = new double[layout.Total * width];
        for (int r = 0; r < layout.Rows; r++)
        {
            for (int t = 0; t < layout.Lengths[r]; t++)
            {
                rows[layout.Order[r]].AsSpan(t * width, width).CopyTo(packed.AsSpan(layout.PackedRow(t, r) * width));
            }
        }

        return packed;
    }

    private static Tensor Trained(double[] values, params int[] extents)
    {
        int[] shape = [.. extents.Select(n => n < 0 ? values.Length / Math.Max(1, extents.Skip(1).FirstOrDefault(1)) : n)];
        Tensor tensor = Tensor.From(Floats(values), shape);
        tensor.RequiresGradient = true;
        return tensor;
    }

    private static float[] Floats(double[] values) => Array.ConvertAll(values, v => (float)v);
}
