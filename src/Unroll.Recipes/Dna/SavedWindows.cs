using System.Diagnostics;
using System.Text.Json;
using Unroll.Data;
using Unroll.Layers;
using Unroll.Metrics;
using Unroll.Models;
using Unroll.Training;

namespace Unroll.Recipes;

/// <summary>A classifier of windows of DNA as the commands see it.</summary>
/// <param name="model">The classifier.</param>
public sealed class SavedWindows(WindowClassifier model) : ISavedModel
{
    /// <inheritdoc/>
    public Module Module => model;

    /// <inheritdoc/>
    public string Summary => $"classifier of windows of {model.Options.Length} nucleotides to {model.Labels.Count} labels, {model.Options.Members} networks";

    /// <inheritdoc/>
    public IReadOnlyList<ModelOutput> Predict(IReadOnlyList<string> inputs, PredictRequest request)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        ArgumentNullException.ThrowIfNull(request);
        try
        {
            return
            [
                .. model.Predict([.. inputs.Select(i => i.Trim())]).Select(p => new ModelOutput(
                    string.Join("  ", p.Top(request.Top).Select(t => $"{t.Label} {100 * t.Probability:0.0}%")), json => Write(json, p, request.Top))),
            ];
        }
        catch (ArgumentException e)
        {
            throw new UnrollException(e.Message, e);
        }
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
            items = DnaData.Load(new RunOptions { Data = data[0] }).Items;
            string? strange = items.Labels.FirstOrDefault(l => model.Labels.IndexOf(l) < 0);
            if (strange is not null)
                throw new UnrollException($"{data[0]}: the label `{strange}` was not seen in training; known are {string.Join(", ", model.Labels)}");
            source = new RunData(Path.GetFileName(data[0]), data[0], items.Count);
        }
        else
        {
            var plan = ReadingPlan.Read(run ?? throw new UnrollException("there is nothing to evaluate on: name a file of label, name, sequence"));
            items = DnaRecipe.Divide(DnaData.Again(plan.Data).Items, plan.Options, plan.Fold).Test;
            source = new RunData(plan.Data.Name, $"{plan.Data.Source}, held-out part", items.Count);
        }

        if (items[0].Text.Length != model.Options.Length)
            throw new UnrollException($"the sequences have {items[0].Text.Length} letters, the model takes {model.Options.Length}");
        int[] truth = [.. items.Select(i => model.Labels.IndexOf(items.Labels[i.Label]))];
        int[] answers = [.. model.Predict([.. items.Select(i => i.Text)]).Select(p => p.Labels.IndexOf(p.Label))];
        var report = new ClassificationReport(truth, answers, model.Labels);
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
