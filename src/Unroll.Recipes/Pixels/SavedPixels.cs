using Unroll.Formats;
using Unroll.Layers;
using Unroll.Training;

namespace Unroll.Recipes;

/// <summary>The network of a pixels run, for <c>inspect</c> and <c>export</c>.</summary>
internal sealed class SavedPixels : ISavedModel
{
    /// <exception cref="UnrollException">There is no model, or a file is damaged.</exception>
    public SavedPixels(string path)
    {
        RunFolder run = RunFolder.Open(path);
        Model = new PixelsModel(PixelsPlan.Read(run));
        if (!run.HasModel)
        {
            throw new UnrollException($"{run.Path}: the run has no model.safetensors yet; finish it with `unroll resume {run.Path}`");
        }

        Model.Import(Safetensors.Read(run.ModelPath).Tensors, run.ModelPath);
    }

    /// <summary>The network.</summary>
    public PixelsModel Model { get; }

    /// <inheritdoc/>
    public Module Module => Model;

    /// <inheritdoc/>
    public string Summary => $"digits of 28 by 28 pixels: {Model.Recurrent.Layers} layers of {Model.Recurrent.Cell}, {Model.Recurrent.Units} units";
}
