using Unroll.Autograd;
using Unroll.Recurrent;
using Unroll.Tensors;

namespace Unroll.Recipes;

/// <summary>The same cells in the engine: its float32 states and gradients beside the lesson's doubles.</summary>
internal static class CourseEngine
{
    /// <summary>The engine's cell for each of the course's, and which of the course's gates each of its column blocks is.</summary>
    private static (Cell Cell, string[] Gates) Counterpart(CourseCell cell) => cell switch
    {
        CourseRnn => (Cell.Elman, [""]),
        CourseLstm => (Cell.Lstm, ["i", "f", "c", "o"]),
        _ when cell.Name == "gru" => (Cell.GruResetBefore, ["r", "u", "c"]),
        _ => (Cell.Gated, ["u", "c"]),
    };

    /// <summary>Runs a sequence through the engine.</summary>
    /// <param name="cell">The cell.</param>
    /// <param name="x">The inputs of each step, [n_x, m].</param>
    /// <param name="a0">The hidden state to start from.</param>
    /// <param name="da">The gradient that the loss gives the hidden states of the first steps.</param>
    /// <returns>The largest difference of a hidden state, and of the gradient of a weight or an input.</returns>
    public static (double States, double Gradients) Compare(CourseCell cell, Matrix[] x, Matrix a0, Matrix[] da)
    {
        var sequence = new CourseSequence(cell, x, a0);
        CourseGradients expected = sequence.Backward(da, carry: true);
        (Cell engine, string[] gates) = Counterpart(cell);
        int units = a0.Rows, inputs = x[0].Rows, rows = a0.Columns, steps = x.Length;

        var layer = new RecurrentLayer(inputs, new RecurrentOptions(engine, units));
        Tensor wx = Find(layer, "weight_ih_l0"), wa = Find(layer, "weight_hh_l0"), b = Find(layer, "bias_l0");
        Fill(wx, wa, b, cell.W, cell, gates, prefix: "");

        var tape = new Tape { Recording = true };
        Tensor input = Tensor.Zeros(steps * rows, inputs), start = Tensor.Zeros(rows, units);
        input.RequiresGradient = true;
        Copy(x, input);
        Copy([a0], start);
        Tensor[] initial = [start, .. cell.States.Skip(1).Select(_ => Tensor.Zeros(rows, units))];
        Tensor output = layer.Forward(tape, SequenceLayout.Dense(rows, steps), input, new RecurrentStates([initial])).Output;
        Tensor states = Tensor.Zeros(steps * rows, units);
        Copy([.. sequence.States.Select(s => s[0])], states);
        double stateDifference = Difference(states, output);
        Copy(da, tape.GradientOf(output));
        tape.RunBackward();

        Tensor dwx = Tensor.Zeros(wx.Shape), dwa = Tensor.Zeros(wa.Shape), db = Tensor.Zeros(b.Shape), dx = Tensor.Zeros(input.Shape);
        Fill(dwx, dwa, db, expected.Weights, cell, gates, prefix: "d");
        Copy([.. expected.Inputs], dx);
        double[] gradients = [Difference(dwx, wx.Gradient!), Difference(dwa, wa.Gradient!), Difference(db, b.Gradient!), Difference(dx, input.Gradient!)];
        return (stateDifference, gradients.Max());
    }

    /// <summary>Puts the course's matrices, or their gradients, where the engine has them.</summary>
    private static void Fill(
        Tensor wx, Tensor wa, Tensor b, IReadOnlyDictionary<string, Matrix> course, CourseCell cell, string[] gates, string prefix)
    {
        int units = wa.Shape[1], inputs = wx.Shape[1];
        for (int g = 0; g < gates.Length; g++)
        {
            string gate = gates[g];

            // The engine's update gate says how much is kept, the course's how much is replaced: 1 - sigmoid(z) = sigmoid(-z).
            float sign = cell.Name == "gru" && gate == "u" ? -1 : 1;
            Matrix bias = course[gate.Length == 0 ? $"{prefix}ba" : $"{prefix}b{gate}"];
            for (int u = 0; u < units; u++)
            {
                int row = (g * units) + u;
                b[row] = sign * (float)bias[u, 0];
                for (int i = 0; i < units; i++)
                {
                    wa[row, i] = sign * (float)(gate.Length == 0 ? course[$"{prefix}Waa"][u, i] : course[$"{prefix}W{gate}"][u, i]);
                }

                for (int i = 0; i < inputs; i++)
                {
                    wx[row, i] = sign * (float)(gate.Length == 0 ? course[$"{prefix}Wax"][u, i] : course[$"{prefix}W{gate}"][u, units + i]);
                }
            }
        }

        wx.MarkChanged();
        wa.MarkChanged();
        b.MarkChanged();
    }

    /// <summary>Steps of columns to packed rows.</summary>
    private static void Copy(Matrix[] steps, Tensor packed)
    {
        for (int t = 0; t < steps.Length; t++)
        {
            for (int r = 0; r < steps[t].Columns; r++)
            {
                for (int u = 0; u < steps[t].Rows; u++)
                {
                    packed[(t * steps[t].Columns) + r, u] = (float)steps[t][u, r];
                }
            }
        }
    }

    private static double Difference(Tensor a, Tensor b)
    {
        double most = 0;
        for (int i = 0; i < a.Count; i++)
        {
            most = Math.Max(most, Math.Abs((double)a[i] - b[i]));
        }

        return most;
    }

    private static Tensor Find(RecurrentLayer layer, string name) => layer.Parameters().Single(p => p.Name == name).Parameter.Value;
}
