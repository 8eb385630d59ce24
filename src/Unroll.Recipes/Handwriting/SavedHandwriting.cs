using System.Globalization;
using System.Text;
using Unroll.Data.Ink;
using Unroll.Layers;
using Unroll.Models;
using Unroll.Training;

namespace Unroll.Recipes;

/// <summary>A recogniser of formulas as the commands see it; an input is the path of an InkML file.</summary>
internal sealed class SavedHandwriting : ISavedModel
{
    private readonly HandwritingPlan _plan;
    private readonly InkRecognizer _model;

    /// <exception cref="UnrollException">There is none at the path, or a file is damaged.</exception>
    public SavedHandwriting(string path)
    {
        RunFolder run = RunFolder.Open(path);
        _plan = RecordedPlan.Read<HandwritingPlan>(run, "a recogniser of formulas");
        _model = RunWeights.Load(run, () => _plan.CreateModel());
    }

    public Module Module => _model;

    public int UsualTop => 1;

    public string Summary => string.Create(
        CultureInfo.InvariantCulture,
        $"handwritten formulas to LaTeX: {_plan.Tokens.Length} tokens, {_plan.Layers} layers of {_plan.Units} units in both directions, decoder of {_plan.DecoderUnits}");

    public IReadOnlyList<ModelOutput> Predict(IReadOnlyList<string> inputs, PredictRequest request)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        ArgumentNullException.ThrowIfNull(request);
        IReadOnlyList<InkPoint[]>[] ink = [.. inputs.Select(i => InkFeatures.Resample(InkmlReader.Read(i).Strokes))];
        int top = Math.Max(1, request.Top);
        IReadOnlyList<InkReading>[] read = _model.Read([.. ink.Select(InkFeatures.Compute)], Math.Max(_plan.Beam, top), top, request.Steps);
        return [.. inputs.Select((input, i) => Answer(input, ink[i], read[i], request.Steps))];
    }

    public RunResult Evaluate(RunFolder? run, IReadOnlyList<string> data, IRunOutput output)
    {
        IReadOnlyList<WrittenFormula> test = data.Count == 0 ? HandwritingData.Load(_plan).Test
            : [.. data.SelectMany(d => InkmlReader.ReadAll(d)).Select(WrittenFormula.Of)];
        ReadingScore score = ReadingScore.Of(_model, test, _plan.Beam, CancellationToken.None);
        foreach ((string name, double value) in score.Metrics)
        {
            output.Result(string.Create(CultureInfo.InvariantCulture, $"{name.Replace('_', ' '),-24}{value:0.####}"));
        }

        return new RunResult
        {
            Run = run?.Path ?? "", Seconds = 0, Data = new RunData(_plan.Data.Name, data.Count > 0 ? string.Join(", ", data) : _plan.Data.Source, test.Count),
            Metrics = score.Metrics,
        };
    }

    private ModelOutput Answer(string input, IReadOnlyList<InkPoint[]> ink, IReadOnlyList<InkReading> read, bool steps)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"{input}: {string.Join("  |  ", read.Select(r => $"{string.Join(' ', r.Tokens)} ({Math.Exp(r.Hypothesis.LogProbability):P1})"))}");
        if (steps)
        {
            foreach ((int i, string token) in read[0].Tokens.Index())
            {
                text.Append(CultureInfo.InvariantCulture, $"\n  {token,-14}{Looked(read[0].Hypothesis.Attention[i], ink)}");
            }
        }

        return new ModelOutput(
            text.ToString(),
            json =>
            {
                json.WriteString("input", input);
                json.WriteStartArray("answers");
                foreach (InkReading reading in read)
                {
                    json.WriteStartObject();
                    json.WriteString("latex", string.Join(' ', reading.Tokens));
                    json.WriteNumber("probability", Math.Exp(reading.Hypothesis.LogProbability));
                    json.WriteEndObject();
                }

                json.WriteEndArray();
            });
    }

    /// <summary>The strokes that a step looked at most, from 1, with the share that each got.</summary>
    private string Looked(float[] weights, IReadOnlyList<InkPoint[]> ink)
    {
        var shares = new double[ink.Count];
        int[] strokeOf = [.. ink.SelectMany((s, i) => Enumerable.Repeat(i, s.Length))];
        for (int f = 0; f < weights.Length; f++)
        {
            shares[strokeOf[Math.Min(f << _model.Options.Pooled, strokeOf.Length - 1)]] += weights[f];
        }

        return string.Join(", ", shares.Select((share, i) => (share, i)).OrderByDescending(s => s.share).Take(3).Where(s => s.share > 0.05)
            .Select(s => string.Create(CultureInfo.InvariantCulture, $"stroke {s.i + 1} ({s.share:P0})")));
    }
}
