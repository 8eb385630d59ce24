using Unroll.Formats;
using Unroll.Layers;
using Unroll.Training;

namespace Unroll.Recipes;

/// <summary>The weights of a run.</summary>
internal static class SavedWeights
{
    public static void Save(Module model, RunFolder run) => Safetensors.Write(run.ModelPath, model.Export());

    /// <summary>Takes the best weights of a training that is not over: they are what the run gives until it goes on.</summary>
    public static void RestoreBest(Module model, RunFolder run)
    {
        if (!File.Exists(run.BestModelPath))
        {
            return;
        }

        Dictionary<string, NamedArray> best = Safetensors.Read(run.BestModelPath).Tensors.ToDictionary(t => t.Name);
        foreach ((string name, Parameter parameter) in model.Parameters())
        {
            best[name].Data.CopyTo(parameter.Value.Span);
            parameter.Value.MarkChanged();
        }
    }
}
