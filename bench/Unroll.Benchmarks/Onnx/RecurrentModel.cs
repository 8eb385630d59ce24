using Unroll.Benchmarks.Contenders;
using Unroll.Benchmarks.Peers;
using Unroll.Formats;

namespace Unroll.Benchmarks.Onnx;

/// <summary>A workload's stack as ONNX nodes LSTM, GRU or RNN, with PyTorch's gate order turned into ONNX's.</summary>
internal static class RecurrentModel
{
    /// <summary>Whole sequences: X [T, B, I] (and lengths [B] where ragged) to Y [T, directions, B, H].</summary>
    public static byte[] Sequences(Workload work)
    {
        BenchmarkRow row = work.Row;
        var graph = new OnnxGraph();
        graph.Input("x", OnnxGraph.Float, row.T, row.B, row.I);
        if (row.Ragged)
        {
            graph.Input("lengths", OnnxGraph.Int32, row.B);
        }

        string input = "x";
        for (int layer = 0; layer < row.Layers; layer++)
        {
            bool last = layer == row.Layers - 1;
            string output = last ? "y" : $"y{layer}";
            Layer(graph, work, layer, [input, $"W{layer}", $"R{layer}", $"B{layer}", row.Ragged ? "lengths" : ""], [output]);
            if (!last)
            {
                // One direction: [T, 1, B, H] to the next layer's [T, B, H].
                input = $"x{layer + 1}";
                graph.Node("Squeeze", [output], [input], ("axes", new[] { 1 }));
            }
        }

        graph.Output("y", OnnxGraph.Float, row.T, row.Directions, row.B, row.H);
        return graph.ToModel();
    }

    /// <summary>One step: x [1, 1, I] and the states h (and c) [1, 1, H] to the next states.</summary>
    public static byte[] Step(Workload work)
    {
        BenchmarkRow row = work.Row;
        bool cell = row.Layer == "lstm";
        var graph = new OnnxGraph();
        graph.Input("x", OnnxGraph.Float, 1, 1, row.I);
        foreach (string state in (string[])(cell ? ["h", "c"] : ["h"]))
        {
            graph.Input(state, OnnxGraph.Float, 1, 1, row.H);
            graph.Output(state + "_next", OnnxGraph.Float, 1, 1, row.H);
        }

        Layer(
            graph, work, 0, cell ? ["x", "W0", "R0", "B0", "", "h", "c"] : ["x", "W0", "R0", "B0", "", "h"],
            cell ? ["", "h_next", "c_next"] : ["", "h_next"]);
        return graph.ToModel();
    }

    private static void Layer(OnnxGraph graph, Workload work, int layer, string[] inputs, string[] outputs)
    {
        BenchmarkRow row = work.Row;
        int directions = row.Directions, gates = row.Gates, width = layer == 0 ? row.I : row.H * directions;
        float[] All(string name, int columns) => [.. Suffixes(layer, directions).SelectMany(s => Reordered(work, name + s, columns))];
        graph.Constant($"W{layer}", All("weight_ih", width), directions, gates * row.H, width);
        graph.Constant($"R{layer}", All("weight_hh", row.H), directions, gates * row.H, row.H);
        float[] biases = [.. Suffixes(layer, directions).SelectMany(
            s => Reordered(work, "bias_ih" + s, 1).Concat(Reordered(work, "bias_hh" + s, 1)))];
        graph.Constant($"B{layer}", biases, directions, 2 * gates * row.H);
        var attributes = new List<(string, object)>
        {
            ("hidden_size", row.H), ("direction", row.Bidirectional ? "bidirectional" : "forward"),
        };
        if (row.Layer == "gru")
        {
            attributes.Add(("linear_before_reset", 1));
        }

        graph.Node(row.Layer switch { "lstm" => "LSTM", "gru" => "GRU", _ => "RNN" }, inputs, outputs, [.. attributes]);
    }

    private static IEnumerable<string> Suffixes(int layer, int directions) =>
        directions == 1 ? [$"_l{layer}"] : [$"_l{layer}", $"_l{layer}_reverse"];

    /// <summary>PyTorch's blocks i f g o and r z n in ONNX's order: i o f c and z r h.</summary>
    private static IEnumerable<float> Reordered(Workload work, string name, int columns)
    {
        int[] order = work.Row.Layer switch { "lstm" => [0, 3, 1, 2], "gru" => [1, 0, 2], _ => [0] };
        NamedArray array = work.Weights.First(w => w.Name == name);
        int block = work.Row.H * columns;
        return order.SelectMany(b => array.Data.AsSpan(b * block, block).ToArray());
    }
}
