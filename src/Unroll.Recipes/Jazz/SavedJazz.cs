using Unroll.Layers;
using Unroll.Models;
using Unroll.Training;

namespace Unroll.Recipes;

/// <summary>A model of <c>jazz</c> as the commands see it: it samples solos as MIDI files.</summary>
internal sealed class SavedJazz : ISavedModel
{
    private readonly JazzPlan _plan;
    private readonly SymbolModel _model;

    /// <exception cref="UnrollException">There is none at the path, or a file is damaged.</exception>
    public SavedJazz(string path)
    {
        RunFolder run = RunFolder.Open(path);
        _plan = RecordedPlan.Read<JazzPlan>(run, "a model of jazz");
        _model = RunWeights.Load(run, () => _plan.CreateModel(_plan.Seed));
    }

    public Module Module => _model;

    public string Summary => $"jazz: {_plan.Symbols.Count} symbols of a melody, {_plan.Cell} of {_plan.Units} units";

    public void Sample(SampleRequest request, ISampleOutput output)
    {
        if (request.Prefix.Length > 0)
        {
            throw new UnrollException("a solo has no prefix; leave out --prefix");
        }

        JazzPlan plan = request.Length is { } notes ? _plan with { Notes = notes } : _plan;
        for (int i = 0; i < request.Count; i++)
        {
            request.Cancellation.ThrowIfCancellationRequested();
            string path = SampleFiles.Path(request, "solo", ".mid", i);
            JazzSolo.Play(_model, plan, request.Temperature, request.Seed + (ulong)i).ToMidi(plan.Tempo).Save(path);
            output.End(path);
        }
    }
}
