using System.Diagnostics;
using System.Text.Json;
using Unroll.Data;
using Unroll.Layers;
using Unroll.Metrics;
using Unroll.Models;
using Unroll.Training;

namespace Unroll.Recipes;

/// <summary>A tree classifier as the commands see it.</summary>
/// <param name="model">The classifier.</param>
public sealed class SavedTrees(TreeClassifier model) : ISavedModel
{
    /// <inheritdoc/>
    public Module Module => model;

    /// <inheritdoc/>
    public string Summary => $"tree classifier ({model.Options.Cell}): {model.Words.Count} words to {model.Labels.Count} labels";

    /// <summary>Trees in brackets, or sentences, which are read as trees that branch to the right.</summary>
    /// <inheritdoc/>
    public IReadOnlyList<ModelOutput> Predict(IReadOnlyList<string> inputs, PredictRequest request)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        ArgumentNullException.ThrowIfNull(request);
        LabeledTree[] trees = [.. inputs.Select(Tree)];
        try
        {
            return [.. model.Predict(trees).Select((p, i) => new ModelOutput(Text(p, request), json => Write(json, inputs[i], p, request.Top)))];
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
        LabeledTrees items;
        RunData source;
        if (data.Count > 0)
        {
            items = LabeledTrees.Read(data[0], model.Labels);
            source = new RunData(Path.GetFileName(data[0]), data[0], items.Count);
        }
        else
        {
            var plan = ReadingPlan.Read(run ?? throw new UnrollException("there is nothing to evaluate on: name a file of trees in brackets"));
            items = SentimentData.TreesAgain(plan.Data, plan.Options).Parts[2];
            source = new RunData(plan.Data.Name, $"{plan.Data.Source}, held-out part", items.Count);
        }

        var report = new TreeReport(items, model.Predict(items));
        output.Result(report.ToString());
        return new RunResult { Run = run?.Path ?? "", Seconds = Stopwatch.GetElapsedTime(start).TotalSeconds, Data = source, Metrics = report.Metrics };
    }

    private static LabeledTree Tree(string input)
    {
        if (input.TrimStart().StartsWith('('))
            return TreeReader.Parse(input.Trim());
        string[] words = WordTokens.Split(input);
        return words.Length > 0 ? LabeledTree.RightBranching(words) : throw new UnrollException("there is no word in the input; nothing to classify");
    }

    private string Text(TreePrediction p, PredictRequest request)
    {
        string whole = string.Join("  ", Best(p, p.Probabilities.Length - 1, request.Top).Select(t => $"{t.Label} {100 * t.Probability:0.0}%"));
        return request.Steps
            ? whole + "\n" + string.Join('\n', p.Tree.Nodes.Select((_, n) => $"  {model.Labels[p.LabelOf(n)]}  {string.Join(' ', p.Tree.WordsOf(n))}"))
            : whole;
    }

    private IEnumerable<(string Label, float Probability)> Best(TreePrediction p, int node, int top) =>
        p.Probabilities[node].Select((x, i) => (model.Labels[i], x)).OrderByDescending(t => t.x).Take(top);

    private void Write(Utf8JsonWriter json, string input, TreePrediction p, int top)
    {
        json.WriteString("input", input);
        json.WriteString("label", p.Label);
        json.WriteStartArray("top");
        foreach ((string label, float probability) in Best(p, p.Probabilities.Length - 1, top))
        {
            json.WriteStartObject();
            json.WriteString("label", label);
            json.WriteNumber("probability", probability);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartArray("nodes");
        for (int n = 0; n < p.Tree.Nodes.Count; n++)
        {
            json.WriteStartObject();
            json.WriteString("text", string.Join(' ', p.Tree.WordsOf(n)));
            json.WriteString("label", model.Labels[p.LabelOf(n)]);
            json.WriteNumber("probability", p.Probabilities[n][p.LabelOf(n)]);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
