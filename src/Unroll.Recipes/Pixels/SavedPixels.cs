using Unroll.Formats;
using Unroll.Layers;
using Unroll.Training;

namespace Unroll.Recipes;

/// <summary>The network of a pixels run, for <c>inspect</c> and <c>export</c>.</summary>
internal sealed class SavedPixels : ISavedModel
{
    private readonly PixelsModel _model;

    /// <exception cref="UnrollException">There is no model, or a file is damaged.</exception>
    public SavedPixels(string path)
    {
        RunFolder run = RunFolder.Open(path);
        _model = new PixelsModel(PixelsPlan.Read(run));
        if (!run.HasModel)
        {
            throw new UnrollException($"{run.Path}: the run has no model.safetensors yet; finish it with `unroll resume {run.Path}`");
        }

        _model.Import(Safetensors.Read(run.ModelPath).Tensors, run.ModelPath);
    }

    /// <inheritdoc/>
    public Module Module => _model;

    /// <inheritdoc/>
    public string Summary => $"digits of 28 by 28 pixels: {_model.Recurrent.Layers} layers of {_model.Recurrent.Cell}, {_model.Recurrent.Units} units";
}
