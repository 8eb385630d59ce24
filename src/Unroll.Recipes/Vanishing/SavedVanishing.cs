using Unroll.Formats;
using Unroll.Layers;
using Unroll.Training;

namespace Unroll.Recipes;

/// <summary>The network that a vanishing run keeps, for <c>inspect</c> and <c>export</c>.</summary>
internal sealed class SavedVanishing : ISavedModel
{
    private readonly VanishingNetwork _network;
    private readonly VanishingUnit _unit;
    private readonly int _units;

    /// <exception cref="UnrollException">There is no network, or a file is damaged.</exception>
    public SavedVanishing(string path)
    {
        RunFolder run = RunFolder.Open(path);
        VanishingPlan plan = VanishingPlan.Read(run);
        (_unit, _units) = (plan.Kept, plan.Units);
        _network = _unit.Create(_units);
        if (!run.HasModel)
        {
            throw new UnrollException($"{run.Path}: the run has no model.safetensors yet; finish it with `unroll resume {run.Path}`");
        }

        _network.Import(Safetensors.Read(run.ModelPath).Tensors, run.ModelPath);
    }

    /// <inheritdoc/>
    public Module Module => _network;

    /// <inheritdoc/>
    public string Summary => $"the adding problem: {_unit.Cell} of {_units} units, {_unit.Initialization}";
}
