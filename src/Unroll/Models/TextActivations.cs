using Unroll.Autograd;
using Unroll.Layers;
using Unroll.Recurrent;

namespace Unroll.Models;

/// <summary>
/// What every unit of a language model holds after each piece of a text, and what the model expects next: the cell state through tanh
/// where the cell has one, the hidden state else. It belongs to one thread.
/// </summary>
public sealed class TextActivations
{
    private const int Chunk = 1024;
    private readonly float[][] _layers;
    private readonly int _width, _pieces;
    private readonly float[] _hidden;
    private readonly IPackedOutput _output;

    private TextActivations(LanguageModel model, int steps, float[][] layers, float[] hidden)
    {
        Steps = steps;
        _width = model.Options.Recurrent.Units;
        _pieces = model.Count;
        _layers = layers;
        _hidden = hidden;
        _output = model.PackOutput();
    }

    /// <summary>The number of pieces read.</summary>
    public int Steps { get; }

    /// <summary>Units of all layers, the first layer's first.</summary>
    public int Units => _layers.Length * _width;

    /// <summary>The probability of each next piece after a piece, [V]; computed when asked for, as there may be many pieces.</summary>
    public float[] Probabilities(int step)
    {
        var p = new float[_pieces];
        _output.Apply(_hidden.AsSpan(step * _width, _width), p);
        Numerics.VectorMath.Softmax(p);
        return p;
    }

    /// <summary>The value of a unit after a piece, -1 to 1.</summary>
    public float this[int step, int unit] => _layers[unit / _width][(step * _width) + (unit % _width)];

    /// <summary>A unit over the whole text.</summary>
    public float[] Unit(int unit) => [.. Enumerable.Range(0, Steps).Select(t => this[t, unit])];

    /// <summary>A unit by its place: layer and number in it, both from 1.</summary>
    public string Name(int unit) => $"layer {(unit / _width) + 1}, unit {(unit % _width) + 1}";

    /// <summary>Reads a text.</summary>
    public static TextActivations Of(LanguageModel model, ReadOnlySpan<int> ids)
    {
        ArgumentNullException.ThrowIfNull(model);
        RecurrentOptions shape = model.Options.Recurrent;
        int width = shape.Units;
        var layers = new float[shape.Layers][];
        for (int l = 0; l < layers.Length; l++)
        {
            layers[l] = new float[ids.Length * width];
        }

        var hidden = new float[ids.Length * width];
        var tape = new Tape();
        RecurrentStates? states = null;
        for (int from = 0; from < ids.Length; from += Chunk)
        {
            int[] chunk = ids.Slice(from, Math.Min(Chunk, ids.Length - from)).ToArray();
            RecurrentProbe[] probes = [.. layers.Select(_ => new RecurrentProbe())];
            (Tensors.Tensor top, RecurrentStates final) = model.Read(tape, new SequenceLayout([chunk.Length]), chunk, states, probes);
            top.Span.CopyTo(hidden.AsSpan(from * width));
            for (int l = 0; l < layers.Length; l++)
            {
                Span<float> values = layers[l].AsSpan(from * width, chunk.Length * width);
                probes[l].States[^1].CopyTo(values);
                if (shape.Cell.States > 1)
                {
                    Numerics.VectorMath.Tanh(values, values);
                }
            }

            states = final.Detach();
            tape.Reset();
        }

        return new TextActivations(model, ids.Length, layers, hidden);
    }
}
