using System.Globalization;
using Unroll.Data.Music;
using Unroll.Layers;
using Unroll.Models;
using Unroll.Numerics;
using Unroll.Training;

namespace Unroll.Recipes;

/// <summary>A model of <c>chorales</c> as the commands see it: it samples MIDI files and is evaluated on files of piano rolls.</summary>
internal sealed class SavedChorales : ISavedModel
{
    private readonly ChoralesPlan _plan;
    private readonly PolyphonicModel _model;

    /// <exception cref="UnrollException">There is none at the path, or a file is damaged.</exception>
    public SavedChorales(string path)
    {
        RunFolder run = RunFolder.Open(path);
        _plan = RecordedPlan.Read<ChoralesPlan>(run, "a model of chorales");
        _model = RunWeights.Load(run, () => _plan.CreateModel());
    }

    public Module Module => _model;

    public string Summary => $"chorales: 88 keys a step, {_plan.Cell} of {_plan.Units} units";

    public RunResult Evaluate(RunFolder? run, IReadOnlyList<string> data, IRunOutput output)
    {
        string? path = data.Count > 0 ? data[0] : _plan.Data.Again().Path;
        PianoRolls rolls = path is null ? ChoraleComposer.Compose(_plan.Pieces) : PianoRolls.Read(path);
        double loss = PolyphonicTask.Evaluate(_model, rolls.Test);
        output.Result(string.Create(CultureInfo.InvariantCulture, $"negative log-likelihood of a step, test part: {loss:0.0000} nats"));
        return new RunResult
        {
            Run = run?.Path ?? "", Seconds = 0, Data = new RunData(_plan.Data.Name, path ?? _plan.Data.Source, rolls.Test.Count),
            Metrics = [new("test_loss", loss)],
        };
    }

    public void Sample(SampleRequest request, ISampleOutput output)
    {
        if (request.Prefix.Length > 0)
        {
            throw new UnrollException("a chorale has no prefix; leave out --prefix");
        }

        for (int i = 0; i < request.Count; i++)
        {
            request.Cancellation.ThrowIfCancellationRequested();
            string path = SampleFiles.Path(request, "chorale", ".mid", i);
            var random = new RngSequence(request.Seed, RandomPurpose.Sampling, (ulong)i);
            ChoraleFile.Of(_model.Generate(request.Length ?? _plan.Steps, request.Temperature, random)).Save(path);
            output.End(path);
        }
    }
}
