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
        _network = RunWeights.Load(run, () => _unit.Create(_units));
    }

    /// <inheritdoc/>
    public Module Module => _network;

    /// <inheritdoc/>
    public string Summary => $"the adding problem: {_unit.Cell} of {_units} units, {_unit.Initialization}";
}
