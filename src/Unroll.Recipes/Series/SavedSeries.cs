using System.Globalization;
using System.Text;
using System.Text.Json;
using Unroll.Data;
using Unroll.Layers;
using Unroll.Models;
using Unroll.Training;

namespace Unroll.Recipes;

/// <summary>A saved model of sequences of numbers, as the commands see it.</summary>
internal sealed class SavedSeries(string path) : ISavedModel
{
    private readonly SeriesModel _model = SeriesModel.Load(path);

    /// <inheritdoc/>
    public Module Module => _model;

    /// <inheritdoc/>
    public string Summary
    {
        get
        {
            string what = _model.Head.Answer == SeriesAnswer.Label ? $"one of {_model.Head.Labels!.Count} labels"
                : $"a number ({SeriesFiles.Name(_model.Head.Answer)})";
            return $"sequences of {_model.Scaler.Names.Count} features to {what} {(_model.PerStep ? "a step" : "each")}: "
                + $"{_model.Options.Recurrent.Cell.Name} of {_model.Options.Recurrent.Units} units";
        }
    }

    /// <summary>Inputs are files with the columns id, time and the features, or sequences on a line: steps separated by semicolons.</summary>
    public IReadOnlyList<ModelOutput> Predict(IReadOnlyList<string> inputs, PredictRequest request) =>
        [.. inputs.Select(input => File.Exists(input) ? OfFile(input, request) : OfLine(input, request))];

    /// <inheritdoc/>
    public RunResult Evaluate(RunFolder? run, IReadOnlyList<string> data, IRunOutput output)
    {
        string? file = data.Count == 0 ? null : data[0];
        return _model.Head.Answer == SeriesAnswer.Label ? SeriesClassification.Evaluate(_model, run, file, output)
            : SeriesRegression.Evaluate(_model, run, file, output);
    }

    private ModelOutput OfLine(string line, PredictRequest request)
    {
        if (line.EndsWith(".csv", StringComparison.OrdinalIgnoreCase))
            throw new UnrollException($"{line}: no such file; check the path");
        FeatureSequence sequence = FeatureSequences.Parse(line, _model.Scaler.Names.Count);
        return Answers([sequence], request, named: false)[0];
    }

    private ModelOutput OfFile(string file, PredictRequest request)
    {
        ModelOutput[] answers = Answers(FeatureSequences.Read(file, _model.Scaler.Names), request, named: true);
        return new ModelOutput(string.Join('\n', answers.Select(a => a.Text)), json =>
        {
            json.WriteString("file", file);
            json.WriteStartArray("sequences");
            foreach (ModelOutput answer in answers)
            {
                json.WriteStartObject();
                answer.WriteJson(json);
                json.WriteEndObject();
            }

            json.WriteEndArray();
        });
    }

    private ModelOutput[] Answers(IReadOnlyList<FeatureSequence> sequences, PredictRequest request, bool named)
    {
        if (_model.Head.Answer == SeriesAnswer.Label)
        {
            LabelSet labels = _model.Head.Labels!;
            return [.. _model.Probabilities(sequences).Select((p, i) =>
                Label(sequences[i].Id, new Prediction(sequences[i].Id, labels, p), request.Top, named))];
        }

        return [.. _model.Estimates(sequences).Select((e, i) => Number(sequences[i].Id, e, request.Steps, named))];
    }

    private static ModelOutput Label(string id, Prediction prediction, int top, bool named)
    {
        IReadOnlyList<(string Label, float Probability)> best = prediction.Top(top);
        string text = string.Join("  ", best.Select(b => string.Create(CultureInfo.InvariantCulture, $"{b.Label} {100 * b.Probability:0.0}%")));
        return new ModelOutput(named ? $"{id}\t{text}" : text, json =>
        {
            json.WriteString(named ? "id" : "input", id);
            json.WriteString("label", prediction.Label);
            json.WriteStartArray("top");
            foreach ((string label, float probability) in best)
            {
                json.WriteStartObject();
                json.WriteString("label", label);
                json.WriteNumber("probability", probability);
                json.WriteEndObject();
            }

            json.WriteEndArray();
        });
    }

    /// <summary>The number of the sequence or of its last step; with <paramref name="steps"/> that of every step on a line of its own.</summary>
    private static ModelOutput Number(string id, SeriesEstimate[] estimates, bool steps, bool named)
    {
        SeriesEstimate[] shown = steps ? estimates : [estimates[^1]];
        var text = new StringBuilder();
        for (int i = 0; i < shown.Length; i++)
        {
            text.Append(i > 0 ? "\n" : "").Append(named ? id + "\t" : "").Append(steps && estimates.Length > 1 ? $"{i + 1}\t" : "");
            text.Append(CultureInfo.InvariantCulture, $"{shown[i].Value:G6}");
            if (!double.IsNaN(shown[i].Low))
                text.Append(CultureInfo.InvariantCulture, $"\t{shown[i].Low:G6} to {shown[i].High:G6}");
        }

        return new ModelOutput(text.ToString(), json =>
        {
            json.WriteString(named ? "id" : "input", id);
            Write(json, estimates[^1]);
            if (!steps)
                return;
            json.WriteStartArray("steps");
            foreach (SeriesEstimate estimate in estimates)
            {
                json.WriteStartObject();
                Write(json, estimate);
                json.WriteEndObject();
            }

            json.WriteEndArray();
        });

        static void Write(Utf8JsonWriter json, SeriesEstimate estimate)
        {
            json.WriteNumber("value", estimate.Value);
            if (!double.IsNaN(estimate.Low))
            {
                json.WriteNumber("low", estimate.Low);
                json.WriteNumber("high", estimate.High);
            }
        }
    }
}
