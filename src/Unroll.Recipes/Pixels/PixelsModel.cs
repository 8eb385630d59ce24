using Unroll.Autograd;
using Unroll.Layers;
using Unroll.Recurrent;
using Unroll.Tensors;

namespace Unroll.Recipes;

/// <summary>A recurrent network that reads an image a piece at a time and names the digit at the end.</summary>
internal sealed class PixelsModel : Module
{
    private readonly RecurrentLayer _recurrent;
    private readonly Linear _output;
    private readonly float _dropout;

    public PixelsModel(PixelsPlan plan)
    {
        _dropout = plan.Dropout;
        _recurrent = AddModule("rnn", new RecurrentLayer(plan.Features, new RecurrentOptions(Cell.Parse(plan.Cell), plan.Units) { Layers = plan.Layers, Dropout = plan.Dropout }));
        _output = AddModule("output", new Linear(plan.Units, 10));
    }

    /// <summary>The recurrent layers.</summary>
    public RecurrentOptions Recurrent => _recurrent.Options;

    /// <summary>Logits [rows, 10] of images of [steps, features] each.</summary>
    public Tensor Forward(Tape tape, IReadOnlyList<float[]> images)
    {
        int features = _recurrent.Inputs;
        var layout = SequenceLayout.Dense(images.Count, images[0].Length / features);
        Tensor packed = tape.Arena.Allocate(new Shape(layout.Total, features));
        layout.PackFeatures(images, features, packed.Span);
        RecurrentResult result = _recurrent.Forward(tape, layout, packed);
        return _output.Forward(tape, tape.RowDropout(result.Final[_recurrent.Options.Layers - 1][0], layout, _dropout));
    }
}
