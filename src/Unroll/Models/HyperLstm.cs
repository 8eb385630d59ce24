using Unroll.Autograd;
using Unroll.Autograd.Operations;
using Unroll.Layers;
using Unroll.Recurrent;
using Unroll.Tensors;

namespace Unroll.Models;

/// <summary>
/// A HyperLSTM (Ha, Dai and Le, "HyperNetworks", 2016, appendix A.2.2): a small LSTM reads what the large one reads and, at every step,
/// scales the rows of its two products and shifts its gates, gate by gate, through embeddings of a few numbers. Gates and the cell's output
/// go through layer norm. It runs step by step on the tape: for research, not for speed.
/// </summary>
public sealed class HyperLstm : Module
{
    private const int Gates = 4, Candidate = 2;

    private readonly int _units, _hyperUnits, _embedding;
    private readonly float _dropout;
    private readonly Linear _input, _hidden, _hyperInput, _hyperHidden;
    private readonly Linear[] _scaleInput, _scaleHidden, _shift;
    private readonly Linear _embedInput, _embedHidden, _embedShift;
    private readonly Parameter _gain, _bias, _cellGain, _cellBias, _hyperGain, _hyperBias;

    /// <summary>Creates the layer.</summary>
    /// <param name="inputs">Features of the input.</param>
    /// <param name="units">Units H.</param>
    /// <param name="candidateDropout">Dropout on what a step adds to the cell.</param>
    /// <param name="hyperUnits">Units of the small LSTM.</param>
    /// <param name="embedding">Numbers of an embedding.</param>
    public HyperLstm(int inputs, int units, float candidateDropout = 0, int hyperUnits = 128, int embedding = 16)
    {
        (_units, _hyperUnits, _embedding, _dropout) = (units, hyperUnits, embedding, candidateDropout);
        _input = AddModule("input", new Linear(inputs, Gates * units, bias: false));
        _hidden = AddModule("hidden", new Linear(units, Gates * units, bias: false, Initializer.Orthogonal(Gates)));
        _hyperInput = AddModule("hyper_input", new Linear(inputs + units, Gates * hyperUnits, bias: false));
        _hyperHidden = AddModule("hyper_hidden", new Linear(hyperUnits, Gates * hyperUnits, bias: false, Initializer.Orthogonal(Gates)));

        // Weights of 0 and biases of 1: at first every product is scaled alike, and nothing is shifted.
        _embedInput = AddModule("embed_input", new Linear(hyperUnits, Gates * embedding, initializer: Initializer.Zero));
        _embedHidden = AddModule("embed_hidden", new Linear(hyperUnits, Gates * embedding, initializer: Initializer.Zero));
        _embedShift = AddModule("embed_shift", new Linear(hyperUnits, Gates * embedding, bias: false, Initializer.Normal(0.01f)));
        _scaleInput = Each("scale_input", Initializer.Constant(1f / embedding));
        _scaleHidden = Each("scale_hidden", Initializer.Constant(1f / embedding));
        _shift = Each("shift", Initializer.Zero);
        _gain = AddParameter("gain", new Shape(Gates, units), Initializer.One);
        _bias = AddParameter("bias", new Shape(Gates, units), Initializer.BlockConstants(0, 1, 0, 0));
        _cellGain = AddParameter("cell_gain", new Shape(units), Initializer.One);
        _cellBias = AddParameter("cell_bias", new Shape(units), Initializer.Zero);
        _hyperGain = AddParameter("hyper_gain", new Shape(Gates, hyperUnits), Initializer.One);
        _hyperBias = AddParameter("hyper_bias", new Shape(Gates, hyperUnits), Initializer.BlockConstants(0, 1, 0, 0));
    }

    /// <summary>Runs the layer over a ragged batch.</summary>
    /// <param name="tape">The tape.</param>
    /// <param name="layout">The layout of the batch.</param>
    /// <param name="input">Packed features [total, I].</param>
    /// <param name="initial">
    /// Hidden and cell state to start from, [rows, H] in the caller's order, and, where a run goes on, the two of the small LSTM; zero unless given.
    /// </param>
    /// <returns>The hidden states, and the four states after each row's last step in the caller's order.</returns>
    public RecurrentResult Forward(Tape tape, SequenceLayout layout, Tensor input, RecurrentStates? initial = null)
    {
        ArgumentNullException.ThrowIfNull(tape);
        ArgumentNullException.ThrowIfNull(layout);
        int[] order = layout.Order.ToArray();
        Tensor Sorted(int state, int units) => initial is not null && state < initial[0].Length
            ? tape.Gather(initial[0][state], order) : tape.Arena.Zeros(new Shape(layout.Rows, units));
        Tensor[] states = [Sorted(0, _units), Sorted(1, _units), Sorted(2, _hyperUnits), Sorted(3, _hyperUnits)];
        var outputs = new List<Tensor>();
        var ended = new List<Tensor>[] { [], [], [], [] };
        Tensor products = _input.Forward(tape, input);
        for (int t = 0; t < layout.Steps; t++)
        {
            int alive = layout.Alive[t], before = states[0].Shape[0];
            if (alive < before)
            {
                for (int k = 0; k < states.Length; k++)
                {
                    ended[k].Insert(0, tape.Slice(states[k], 0, alive, before - alive));
                    states[k] = tape.Slice(states[k], 0, 0, alive);
                }
            }

            int at = layout.PackedRow(t, 0);
            states = Step(tape, layout, t, tape.Slice(input, 0, at, alive), tape.Slice(products, 0, at, alive), states);
            outputs.Add(states[0]);
        }

        // The longest rows come first: what ended last stands before what ended earlier.
        var back = new int[order.Length];
        for (int r = 0; r < order.Length; r++)
        {
            back[order[r]] = r;
        }

        var final = new Tensor[states.Length];
        for (int k = 0; k < final.Length; k++)
        {
            Tensor[] parts = [states[k], .. ended[k]];
            final[k] = tape.Gather(parts.Length == 1 ? parts[0] : tape.Concatenate(parts, 0), back);
        }

        return new RecurrentResult(outputs.Count == 1 ? outputs[0] : tape.Concatenate(outputs.ToArray(), 0), new RecurrentStates([final]));
    }

    private Tensor[] Step(Tape tape, SequenceLayout layout, int t, Tensor x, Tensor product, Tensor[] s)
    {
        (Tensor h, Tensor c, Tensor hyperH, Tensor hyperC) = (s[0], s[1], s[2], s[3]);

        // The small LSTM.
        Tensor a = tape.Add(_hyperInput.Forward(tape, tape.Concatenate([x, h])), _hyperHidden.Forward(tape, hyperH));
        var gates = new Tensor[Gates];
        for (int g = 0; g < Gates; g++)
        {
            gates[g] = Normal(tape, tape.Slice(a, 1, g * _hyperUnits, _hyperUnits), _hyperGain, _hyperBias, g);
        }

        (hyperH, hyperC) = Lstm(tape, gates, hyperC, null, layout, t, 0);

        // The large one: both products scaled, the sum shifted, each gate normed.
        Tensor hidden = _hidden.Forward(tape, h);
        Tensor zx = _embedInput.Forward(tape, hyperH), zh = _embedHidden.Forward(tape, hyperH), zb = _embedShift.Forward(tape, hyperH);
        for (int g = 0; g < Gates; g++)
        {
            Tensor fromInput = tape.Multiply(Scale(tape, _scaleInput[g], zx, g), tape.Slice(product, 1, g * _units, _units));
            Tensor fromHidden = tape.Multiply(Scale(tape, _scaleHidden[g], zh, g), tape.Slice(hidden, 1, g * _units, _units));
            Tensor sum = tape.Add(tape.Add(fromInput, fromHidden), Scale(tape, _shift[g], zb, g));
            gates[g] = Normal(tape, sum, _gain, _bias, g);
        }

        (h, c) = Lstm(tape, gates, c, n => tape.LayerNorm(n, _cellGain.Value, _cellBias.Value), layout, t, _dropout);
        return [h, c, hyperH, hyperC];
    }

    private static (Tensor H, Tensor C) Lstm(
        Tape tape, Tensor[] gates, Tensor c, Func<Tensor, Tensor>? norm, SequenceLayout layout, int t, float dropout)
    {
        Tensor candidate = tape.Tanh(gates[Candidate]);
        if (dropout > 0)
        {
            int alive = candidate.Shape[0];
            var steps = new int[alive];
            Array.Fill(steps, t);
            candidate = tape.Dropout(candidate, dropout, layout.Items[..alive], steps);
        }

        Tensor next = tape.Add(tape.Multiply(tape.Sigmoid(gates[1]), c), tape.Multiply(tape.Sigmoid(gates[0]), candidate));
        return (tape.Multiply(tape.Sigmoid(gates[3]), tape.Tanh(norm is null ? next : norm(next))), next);
    }

    private Tensor Scale(Tape tape, Linear layer, Tensor embeddings, int gate) =>
        layer.Forward(tape, tape.Slice(embeddings, 1, gate * _embedding, _embedding));

    private static Tensor Normal(Tape tape, Tensor x, Parameter gain, Parameter bias, int gate)
    {
        int units = x.Shape.Last;
        return tape.LayerNorm(
            x, tape.Reshape(tape.Slice(gain.Value, 0, gate, 1), units), tape.Reshape(tape.Slice(bias.Value, 0, gate, 1), units));
    }

    private Linear[] Each(string name, Initializer initializer) =>
        [.. Enumerable.Range(0, Gates).Select(g => AddModule($"{name}_{g}", new Linear(_embedding, _units, bias: false, initializer)))];
}
