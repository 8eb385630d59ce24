using System.Diagnostics;
using System.Text.Json;
using Unroll.Data;
using Unroll.Layers;
using Unroll.Metrics;
using Unroll.Models;
using Unroll.Training;

namespace Unroll.Recipes;

/// <summary>A classifier of sentences as the commands see it.</summary>
/// <param name="model">The classifier.</param>
public sealed class SavedSentences(SentenceClassifier model) : ISavedModel
{
    /// <inheritdoc/>
    public Module Module => model;

    /// <inheritdoc/>
    public string Summary => $"classifier of sentences: {model.Words.Count} words to {model.Labels.Count} labels";

    /// <inheritdoc/>
    public IReadOnlyList<ModelOutput> Predict(IReadOnlyList<string> inputs, PredictRequest request)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        ArgumentNullException.ThrowIfNull(request);
        if (inputs.Any(i => WordTokens.Split(i).Length == 0))
            throw new UnrollException("there is no word in the input; nothing to classify");
        return
        [
            .. model.Predict(inputs).Select(p => new ModelOutput(
                string.Join("  ", p.Top(request.Top).Select(t => $"{t.Label} {100 * t.Probability:0.0}%")), json => Write(json, p, request.Top))),
        ];
    }

    /// <inheritdoc/>
    public RunResult Evaluate(RunFolder? run, IReadOnlyList<string> data, IRunOutput output)
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(output);
        long start = Stopwatch.GetTimestamp();
        LabeledText items;
        RunData source;
        if (data.Count > 0)
        {
            items = LabeledText.Read(data[0], model.Labels);
            source = new RunData(Path.GetFileName(data[0]), data[0], items.Count);
        }
        else
        {
            var plan = ReadingPlan.Read(run ?? throw new UnrollException("there is nothing to evaluate on: name a file with text<TAB>label on each line"));
            items = SentenceRun.Divide(SentimentData.SentencesAgain(plan.Data).Items, plan.Options, plan.Fold).Test;
            source = new RunData(plan.Data.Name, $"{plan.Data.Source}, held-out part", items.Count);
        }

        ClassificationReport report = model.Evaluate(items);
        output.Result(report.ToString());
        return new RunResult { Run = run?.Path ?? "", Seconds = Stopwatch.GetElapsedTime(start).TotalSeconds, Data = source, Metrics = report.Metrics };
    }

    private static void Write(Utf8JsonWriter json, Prediction prediction, int top)
    {
        json.WriteString("input", prediction.Text);
        json.WriteString("label", prediction.Label);
        json.WriteStartArray("top");
        foreach ((string label, float probability) in prediction.Top(top))
        {
            json.WriteStartObject();
            json.WriteString("label", label);
            json.WriteNumber("probability", probability);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
