using Unroll.Autograd;
using Unroll.Autograd.Operations;
using Unroll.Layers;
using Unroll.Recurrent;
using Unroll.Tensors;

namespace Unroll.Models;

/// <summary>
/// One network of a <see cref="WindowClassifier"/>: a convolution over the letters beside features of the place, a bidirectional recurrent
/// stack, and the states where its two directions meet, in the middle, beside the last ones; a linear path from each letter in its place.
/// </summary>
internal sealed class WindowNetwork : Module
{
    private readonly WindowOptions _options;
    private readonly Linear _convolution;
    private readonly Layers.Embedding _places;
    private readonly RecurrentLayer _recurrent;
    private readonly Linear _output;
    private readonly Linear _direct;

    public WindowNetwork(WindowOptions options, int labels)
    {
        _options = options;
        _convolution = AddModule("convolution", new Linear(4 * options.Width, options.Filters));
        _places = AddModule("places", new Layers.Embedding(options.Length, options.Places, Initializer.Uniform(0.3f)));
        _recurrent = AddModule("rnn", new RecurrentLayer(options.Filters + options.Places, options.Recurrent));
        _output = AddModule("output", new Linear(4 * options.Recurrent.Units, labels));
        _direct = AddModule("direct", new Linear(4 * options.Length, labels, bias: false, Initializer.Zero));
    }

    /// <summary>The logits: [rows, labels].</summary>
    /// <param name="tape">The tape.</param>
    /// <param name="layout">Rows of one length.</param>
    /// <param name="letters">What each filter sees at each step: [steps * rows, 4 * width], time-major.</param>
    /// <param name="rows">The letters of each row: [rows, 4 * length].</param>
    public Tensor Forward(Tape tape, SequenceLayout layout, Tensor letters, Tensor rows)
    {
        int count = layout.Rows, units = _options.Recurrent.Units, middle = _options.Length / 2;
        var places = new int[layout.Total];
        for (int i = 0; i < places.Length; i++)
        {
            places[i] = i / count;
        }

        Tensor seen = tape.Relu(_convolution.Forward(tape, letters));
        RecurrentResult read = _recurrent.Forward(tape, layout, tape.Concatenate([seen, _places.Forward(tape, places)]));
        Tensor before = tape.Slice(tape.Slice(read.Output, 0, (middle - 1) * count, count), 1, 0, units);
        Tensor after = tape.Slice(tape.Slice(read.Output, 0, middle * count, count), 1, units, units);
        int last = (_options.Recurrent.Layers - 1) * 2;
        Tensor states = tape.Concatenate([before, after, read.Final[last][0], read.Final[last + 1][0]]);
        return tape.Add(
            _output.Forward(tape, tape.RowDropout(states, layout, _options.OutputDropout)),
            _direct.Forward(tape, tape.RowDropout(rows, layout, _options.OutputDropout)));
    }
}
