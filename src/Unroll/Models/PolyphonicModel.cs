using Unroll.Autograd;
using Unroll.Data.Music;
using Unroll.Layers;
using Unroll.Numerics;
using Unroll.Recurrent;
using Unroll.Tensors;

namespace Unroll.Models;

/// <summary>
/// The keys of the next step of a piano roll from those before it, each key on its own: 88 Bernoulli variables a step (as in Chung et al.,
/// "Empirical evaluation of gated recurrent neural networks on sequence modeling", 2014). Nothing sounds before the first step.
/// </summary>
public sealed class PolyphonicModel : Module
{
    private readonly RecurrentLayer _recurrent;
    private readonly Linear _output;
    private readonly float _outputDropout;
    private readonly float _inputDropout;

    /// <summary>Creates a model and initialises it.</summary>
    /// <param name="recurrent">The recurrent stack; one direction.</param>
    /// <param name="inputDropout">Dropout on the keys that are read.</param>
    /// <param name="outputDropout">Dropout on the hidden states that the output layer sees.</param>
    /// <param name="seed">The seed of the weights.</param>
    public PolyphonicModel(RecurrentOptions recurrent, float inputDropout, float outputDropout, ulong seed)
    {
        if (recurrent.Bidirectional)
        {
            throw new ArgumentException("a model of the next step reads from left to right: `bidirectional` would let it see what it is to predict");
        }

        _inputDropout = inputDropout;
        _outputDropout = outputDropout;
        _recurrent = AddModule("rnn", new RecurrentLayer(PianoRoll.Keys, recurrent));
        _output = AddModule("output", new Linear(recurrent.OutputUnits, PianoRoll.Keys));
        Initialize(seed);
    }

    /// <summary>The logits [total, 88] of the step after each one.</summary>
    /// <param name="tape">The tape.</param>
    /// <param name="layout">The layout of the batch.</param>
    /// <param name="frames">The steps that are read, packed [total, 88].</param>
    /// <param name="initial">The states to start from; zero unless given.</param>
    /// <param name="final">The states after the last step.</param>
    public Tensor Forward(Tape tape, SequenceLayout layout, Tensor frames, RecurrentStates? initial, out RecurrentStates final)
    {
        Tensor input = tape.Training && _inputDropout > 0 ? tape.SequenceDropout(frames, layout, _inputDropout) : frames;
        RecurrentResult result = _recurrent.Forward(tape, layout, input, initial);
        final = result.Final;
        Tensor hidden = tape.Training && _outputDropout > 0 ? tape.SequenceDropout(result.Output, layout, _outputDropout) : result.Output;
        return _output.Forward(tape, hidden);
    }

    /// <summary>Draws music step by step.</summary>
    /// <param name="steps">How many steps.</param>
    /// <param name="temperature">The divisor of the logits; 0 takes every key that is likelier than not.</param>
    /// <param name="random">Where chance comes from.</param>
    /// <param name="start">Steps to begin with, which are part of the result; none unless given.</param>
    public PianoRoll Generate(int steps, double temperature, RngSequence random, PianoRoll? start = null)
    {
        ArgumentNullException.ThrowIfNull(random);
        var tape = new Tape();
        SequenceLayout layout = SequenceLayout.Dense(1, 1);
        RecurrentStates? states = null;
        var frames = new List<int[]>();
        Tensor input = Tensor.Zeros(1, PianoRoll.Keys);
        for (int t = 0; t < steps; t++)
        {
            Tensor logits = Forward(tape, layout, input, states, out RecurrentStates next);
            int[] frame = start is not null && t < start.Steps ? start.Frames[t] : Draw(logits.Span, temperature, random);
            states = next.Detach();
            tape.Reset();
            frames.Add(frame);
            input.Span.Clear();
            foreach (int pitch in frame)
            {
                input[pitch - PianoRoll.Lowest] = 1;
            }
        }

        return new PianoRoll(frames);
    }

    private static int[] Draw(ReadOnlySpan<float> logits, double temperature, RngSequence random)
    {
        var pitches = new List<int>();
        for (int key = 0; key < logits.Length; key++)
        {
            double draw = random.NextDouble();
            double p = temperature > 0 ? 1 / (1 + Math.Exp(-logits[key] / temperature)) : logits[key] > 0 ? 1 : 0;
            if (draw < p)
            {
                pitches.Add(key + PianoRoll.Lowest);
            }
        }

        return [.. pitches];
    }
}
