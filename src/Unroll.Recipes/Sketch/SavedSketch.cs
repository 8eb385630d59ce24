using System.Globalization;
using Unroll.Data.Strokes;
using Unroll.Decoding;
using Unroll.Formats;
using Unroll.Layers;
using Unroll.Models;
using Unroll.Numerics;
using Unroll.Reports.Charts;
using Unroll.Training;

namespace Unroll.Recipes;

/// <summary>A model of <c>sketch</c> as the commands see it: it samples .svg files and is evaluated on files of sketches.</summary>
internal sealed class SavedSketch : ISavedModel
{
    private readonly SketchPlan _plan;
    private readonly SketchModel _model;

    /// <exception cref="UnrollException">There is none at the path, or a file is damaged.</exception>
    public SavedSketch(string path)
    {
        RunFolder run = RunFolder.Open(path);
        _plan = RecordedPlan.Read<SketchPlan>(run, "a model of sketches");
        _model = RunWeights.Load(run, () => _plan.CreateModel(_plan.Conditional));
    }

    public Module Module => _model;

    public string Summary => string.Create(
        CultureInfo.InvariantCulture,
        $"sketches of {_plan.Class}: {_plan.Decoder} of {_plan.Units} units, {(_plan.Conditional ? $"latent vector of {_plan.Latent}" : "no encoder")}");

    public RunResult Evaluate(RunFolder? run, IReadOnlyList<string> data, IRunOutput output)
    {
        Sketches sketches = data.Count > 0 ? SketchReader.Read(data[0]).Scale(1 / _plan.Deviation) : SketchData.Load(_plan).Sketches;
        IReadOnlyList<Sketch> test = [.. sketches.Test.Where(s => s.Length > 0 && s.Length <= _plan.Longest)];
        if (test.Count == 0)
        {
            throw new UnrollException($"{(data.Count > 0 ? data[0] : _plan.Data.Path)}: no sketch in the test part");
        }

        (double reconstruction, double divergence) = SketchTask.Evaluate(_model, test, _plan.Longest);
        output.Result(string.Create(CultureInfo.InvariantCulture, $"test part: reconstruction {reconstruction:0.0000}, divergence {divergence:0.0000}"));
        return new RunResult
        {
            Run = run?.Path ?? "", Seconds = 0, Data = new RunData(_plan.Data.Name, data.Count > 0 ? data[0] : _plan.Data.Source, test.Count),
            Metrics = [new("test_reconstruction", reconstruction), new("test_kl", divergence)],
        };
    }

    public void Sample(SampleRequest request, ISampleOutput output)
    {
        if (request.Prefix.Length > 0)
        {
            throw new UnrollException("a sketch has no prefix; leave out --prefix");
        }

        var sampler = new SketchSampler(_model);
        for (int i = 0; i < request.Count; i++)
        {
            request.Cancellation.ThrowIfCancellationRequested();
            string path = SampleFiles.Path(request, "sketch", ".svg", i);
            var random = new RngSequence(request.Seed, RandomPurpose.Sampling, (ulong)i);
            float[]? latent = _plan.Conditional ? sampler.Draw(random) : null;
            Sketch sketch = sampler.Sample(latent, request.Temperature, random, request.Length ?? _plan.Longest);
            AtomicFile.WriteAllText(path, new SketchSheet([[sketch]]) { Description = $"a sketch of {_plan.Class}" }.ToSvgFile());
            output.End(path);
        }
    }
}
