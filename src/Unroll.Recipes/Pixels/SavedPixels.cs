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
        Model = RunWeights.Load(run, () => new PixelsModel(PixelsPlan.Read(run)));
    }

    /// <summary>The network.</summary>
    public PixelsModel Model { get; }

    /// <inheritdoc/>
    public Module Module => Model;

    /// <inheritdoc/>
    public string Summary => $"digits of 28 by 28 pixels: {Model.Recurrent.Layers} layers of {Model.Recurrent.Cell}, {Model.Recurrent.Units} units";
}
