using Unroll.Autograd;
using Unroll.Recurrent;

namespace Unroll.Models;

/// <summary>
/// What every unit of a language model holds after each piece of a text, and what the model expects next: the cell state through tanh
/// where the cell has one, the hidden state else.
/// </summary>
public sealed class TextActivations
{
    private const int Chunk = 1024;
    private readonly float[][] _layers;
    private readonly int _width;

    private TextActivations(int steps, int width, float[][] layers, float[] probabilities)
    {
        Steps = steps;
        _width = width;
        _layers = layers;
        Probabilities = probabilities;
    }

    /// <summary>The number of pieces read.</summary>
    public int Steps { get; }

    /// <summary>Units of all layers, the first layer's first.</summary>
    public int Units => _layers.Length * _width;

    /// <summary>The probability of each next piece after each piece, [steps, V].</summary>
    public float[] Probabilities { get; }

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

        var probabilities = new float[ids.Length * model.Count];
        var tape = new Tape();
        RecurrentStates? states = null;
        for (int from = 0; from < ids.Length; from += Chunk)
        {
            int[] chunk = ids.Slice(from, Math.Min(Chunk, ids.Length - from)).ToArray();
            RecurrentProbe[] probes = [.. layers.Select(_ => new RecurrentProbe())];
            LanguageOutput output = model.Forward(tape, new SequenceLayout([chunk.Length]), chunk, states, probes);
            for (int l = 0; l < layers.Length; l++)
            {
                Span<float> values = layers[l].AsSpan(from * width, chunk.Length * width);
                probes[l].States[^1].CopyTo(values);
                if (shape.Cell.States > 1)
                {
                    Numerics.VectorMath.Tanh(values, values);
                }
            }

            for (int t = 0; t < chunk.Length; t++)
            {
                Span<float> row = probabilities.AsSpan((from + t) * model.Count, model.Count);
                output.Logits.Span.Slice(t * model.Count, model.Count).CopyTo(row);
                Numerics.VectorMath.Softmax(row);
            }

            states = output.Final.Detach();
            tape.Reset();
        }

        return new TextActivations(ids.Length, width, layers, probabilities);
    }
}
