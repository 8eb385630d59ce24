using Unroll.Autograd;
using Unroll.Autograd.Operations;
using Unroll.Layers;
using Unroll.Recurrent;
using Unroll.Tensors;

namespace Unroll.Recipes;

/// <summary>
/// Two recurrent layers in both directions over log-mel features; for single digits a linear layer on the last states, for strings one on
/// every step, whose class 0 is CTC's blank and class d + 1 the digit d.
/// </summary>
internal sealed class SpeechModel : Module
{
    private readonly RecurrentLayer _recurrent;
    private readonly Linear _output;
    private readonly float _dropout;

    public SpeechModel(bool strings, int features, Cell cell, int units, int layers, float dropout)
    {
        Strings = strings;
        _dropout = dropout;
        var options = new RecurrentOptions(cell, units) { Layers = layers, Bidirectional = true, Dropout = dropout };
        _recurrent = AddModule("rnn", new RecurrentLayer(features, options));
        _output = AddModule("output", new Linear(options.OutputUnits, Classes));
    }

    /// <summary>Whether it hears strings of digits.</summary>
    public bool Strings { get; }

    /// <summary>Ten digits, and the blank for strings.</summary>
    public int Classes => Strings ? 11 : 10;

    /// <summary>The recurrent layers.</summary>
    public RecurrentOptions Recurrent => _recurrent.Options;

    /// <summary>Logits: [rows, 10] for single digits, in the caller's order; packed [total, 11] for strings.</summary>
    public Tensor Forward(Tape tape, SequenceLayout layout, Tensor features)
    {
        RecurrentResult result = _recurrent.Forward(tape, layout, features);
        if (Strings)
        {
            return _output.Forward(tape, tape.SequenceDropout(result.Output, layout, _dropout));
        }

        int last = 2 * (_recurrent.Options.Layers - 1);
        Tensor states = tape.Concatenate([result.Final[last][0], result.Final[last + 1][0]]);
        return _output.Forward(tape, tape.RowDropout(states, layout, _dropout));
    }

    /// <summary>Packs sounds for <see cref="Forward"/>.</summary>
    public static (SequenceLayout Layout, Tensor Features) Batch(Tape tape, IReadOnlyList<float[]> sounds, int features)
    {
        var layout = new SequenceLayout([.. sounds.Select(s => s.Length / features)]);
        Tensor packed = tape.Arena.Allocate(new Shape(layout.Total, features));
        layout.PackFeatures(sounds, features, packed.Span);
        return (layout, packed);
    }
}
