using System.Text.Json;
using Unroll.Layers;
using Unroll.Models;
using Unroll.Training;

namespace Unroll.Recipes;

/// <summary>A classifier of texts as the commands see it.</summary>
public sealed class SavedClassifier : ISavedModel
{
    /// <summary>Loads it.</summary>
    /// <exception cref="UnrollException">There is none at the path, or a file is damaged.</exception>
    public SavedClassifier(string path)
        : this(SequenceClassifier.Load(path))
    {
    }

    /// <summary>Wraps one.</summary>
    public SavedClassifier(SequenceClassifier classifier) => Classifier = classifier;

    /// <summary>The classifier.</summary>
    public SequenceClassifier Classifier { get; }

    /// <inheritdoc/>
    public Module Module => Classifier;

    /// <inheritdoc/>
    public string Summary => $"sequence classifier: {Classifier.Vocabulary.Count} characters to {Classifier.Labels.Count} labels";

    /// <inheritdoc/>
    public IReadOnlyList<ModelOutput> Predict(IReadOnlyList<string> inputs, PredictRequest request) =>
        [.. Classifier.Predict(inputs).Select(p => new ModelOutput(Line(p, request.Top), json => Write(json, p, request.Top)))];

    /// <inheritdoc/>
    public RunResult Evaluate(RunFolder? run, IReadOnlyList<string> data, IRunOutput output) =>
        TextClassification.Evaluate(Classifier, run, data.Count == 0 ? null : data[0], new RunOptions(), output);

    private static string Line(Prediction prediction, int top) =>
        string.Join("  ", prediction.Top(top).Select(p => $"{p.Label} {100 * p.Probability:0.0}%"));

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
