using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Unroll.Decoding;
using Unroll.Layers;
using Unroll.Models;
using Unroll.Reports.Pictures;
using Unroll.Reports.Terminal;
using Unroll.Training;

namespace Unroll.Recipes;

/// <summary>A captioner as the commands see it. An input is the path of a PNG picture, or of a file of features.</summary>
internal sealed class SavedCaptioner : ISavedModel
{
    private readonly Captioner _model;

    /// <exception cref="UnrollException">There is no model, or a file is damaged.</exception>
    public SavedCaptioner(string path) => _model = CaptionerFiles.Load(path);

    /// <inheritdoc/>
    public Module Module => _model;

    /// <inheritdoc/>
    public string Summary
    {
        get
        {
            CaptionerOptions o = _model.Options;
            string reads = o.Side > 0 ? $"pictures of {o.Side} by {o.Side} pixels as a grid of {o.Grid} by {o.Grid}"
                : $"features of {o.Positions} positions and {o.Features} numbers";
            return $"captioner: {reads}, {o.Decoder} of {o.DecoderUnits} units, {_model.Words.Count} words";
        }
    }

    /// <summary>One: a line out for each picture in.</summary>
    public int UsualTop => 1;

    /// <inheritdoc/>
    public IReadOnlyList<ModelOutput> Predict(IReadOnlyList<string> inputs, PredictRequest request)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        ArgumentNullException.ThrowIfNull(request);
        int top = Math.Max(1, request.Top);
        var outputs = new List<ModelOutput>();
        foreach (string input in inputs)
        {
            List<float[]> pictures = Read(input);
            var traces = new BeamTrace?[pictures.Count];
            IReadOnlyList<Translation>[] captions = _model.Describe(pictures, new BeamOptions
            {
                Width = Math.Max(3, top), Best = top, KeepAttention = request.Steps, MaxLength = _ => 60,
                Traced = request.Steps ? (s, trace) => traces[s] = trace : null,
            });
            var text = new StringBuilder();
            for (int i = 0; i < captions.Length; i++)
            {
                text.Append(i > 0 ? "\n" : "").Append(Written(pictures.Count == 1 ? input : $"{input}, row {i + 1}", captions[i], traces[i]));
            }

            outputs.Add(new ModelOutput(text.ToString(), json => Write(json, input, captions, traces)));
        }

        return outputs;
    }

    /// <inheritdoc/>
    public RunResult Evaluate(RunFolder? run, IReadOnlyList<string> data, IRunOutput output)
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(output);
        long start = Stopwatch.GetTimestamp();
        if (data.Count == 0)
        {
            throw new UnrollException("there is nothing to evaluate on: name a file with picture<TAB>caption on each line");
        }

        string? features = _model.Options.Side > 0 ? null : Path.ChangeExtension(data[0], ".npz");
        CaptionsData all = CaptionsData.Whole(data[0], features);
        Expect(all, data[0]);
        CaptionsResult result = CaptionsResult.Of(_model, all.Test, all.References, 3, CancellationToken.None);
        output.Result(result.Report.ToString());
        return new RunResult
        {
            Run = run?.Path ?? "",
            Seconds = Stopwatch.GetElapsedTime(start).TotalSeconds,
            Data = new RunData(all.Record.Name, data[0], all.Record.Items),
            Metrics = result.Report.Metrics,
        };
    }

    private void Expect(CaptionsData data, string path)
    {
        if (data.Features is { } form && form != (_model.Options.Positions, _model.Options.Features))
        {
            throw Misfit(path, form.Positions, form.Features);
        }
    }

    private UnrollException Misfit(string path, int positions, int features) => new(
        $"{path}: features of {positions} positions and {features} numbers, but the model was trained on {_model.Options.Positions} and "
        + $"{_model.Options.Features}");

    private List<float[]> Read(string input)
    {
        bool given = input.EndsWith(".npz", StringComparison.OrdinalIgnoreCase) || input.EndsWith(".npy", StringComparison.OrdinalIgnoreCase);
        if (_model.Options.Side == 0)
        {
            if (!given)
            {
                throw new UnrollException($"{input}: the model was trained on features; expected a .npy or .npz file of features");
            }

            PictureFeatures found = PictureFeatures.Read(input);
            if ((found.Positions, found.Features) != (_model.Options.Positions, _model.Options.Features))
            {
                throw Misfit(input, found.Positions, found.Features);
            }

            return
            [
                .. Enumerable.Range(0, found.Pictures).Select(i =>
                {
                    var row = new float[_model.Options.InputSize];
                    found.Copy(i, row);
                    return row;
                }),
            ];
        }

        if (given)
        {
            throw new UnrollException($"{input}: the model was trained on pictures; expected a PNG picture");
        }

        var values = new float[_model.Options.InputSize];
        RgbPicture.Read(input).ToPlanes(_model.Options.Side, values);
        return [values];
    }

    private string Written(string name, IReadOnlyList<Translation> captions, BeamTrace? trace)
    {
        var text = new StringBuilder(Printable(name));
        if (captions.Count == 1)
        {
            text.Append('\t').Append(Printable(captions[0].Text));
        }
        else
        {
            foreach (Translation caption in captions)
            {
                text.Append(CultureInfo.InvariantCulture, $"\n{caption.Hypothesis.Score,8:F3}  {Printable(caption.Text)}");
            }
        }

        if (trace is not null)
        {
            text.Append("\n\n").Append(CaptionText.Draw(_model, captions[0].Hypothesis));
            text.Append("\n\n").Append(BeamTreeText.Draw(trace, id => $" {CaptionText.Word(_model, id)}"));
        }

        return text.ToString();
    }

    private void Write(Utf8JsonWriter json, string input, IReadOnlyList<Translation>[] captions, BeamTrace?[] traces)
    {
        json.WriteString("input", input);
        if (captions.Length == 1)
        {
            Write(json, captions[0], traces[0]);
            return;
        }

        json.WriteStartArray("rows");
        foreach ((IReadOnlyList<Translation> best, BeamTrace? trace) in captions.Zip(traces))
        {
            json.WriteStartObject();
            Write(json, best, trace);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private void Write(Utf8JsonWriter json, IReadOnlyList<Translation> best, BeamTrace? trace)
    {
        json.WriteString("output", best[0].Text);
        json.WriteStartArray("top");
        foreach (Translation caption in best)
        {
            json.WriteStartObject();
            json.WriteString("output", caption.Text);
            json.WriteNumber("score", caption.Hypothesis.Score);
            json.WriteNumber("log_probability", caption.Hypothesis.LogProbability);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        if (trace is null)
        {
            return;
        }

        json.WriteStartArray("attention");
        foreach ((string word, float[] weights) in CaptionText.Words(_model, best[0].Hypothesis).Zip(best[0].Hypothesis.Attention))
        {
            json.WriteStartObject();
            json.WriteString("word", word);
            json.WriteStartArray("weights");
            foreach (float weight in weights)
            {
                json.WriteNumberValue(weight);
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndArray();
        BeamJson.Write(json, trace, id => CaptionText.Word(_model, id));
    }

    /// <summary>A text cannot steer the terminal.</summary>
    private static string Printable(string text) => string.Concat(text.Select(c => char.IsControl(c) ? '\uFFFD' : c));
}
