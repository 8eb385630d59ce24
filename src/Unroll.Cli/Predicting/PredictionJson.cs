using System.Text.Json;
using Unroll.Cli.Output;
using Unroll.Data;
using Unroll.Models;
using Unroll.Recipes;

namespace Unroll.Cli.Predicting;

/// <summary>Predictions as one JSON document.</summary>
internal static class PredictionJson
{
    /// <summary>Writes the predictions of all batches.</summary>
    public static void Write(string name, SequenceClassifier model, IEnumerable<IReadOnlyList<string>> batches, int top, bool steps) =>
        JsonDocumentWriter.Write(json =>
        {
            json.WriteString("model", name);
            json.WriteStartArray("predictions");
            foreach (IReadOnlyList<string> batch in batches)
            {
                foreach (Prediction prediction in model.Predict(batch))
                {
                    json.WriteStartObject();
                    json.WriteString("input", prediction.Text);
                    json.WriteString("label", prediction.Label);
                    Top(json, prediction, top);
                    if (steps)
                    {
                        Steps(json, model, prediction.Text, top);
                    }

                    json.WriteEndObject();
                }
            }

            json.WriteEndArray();
        });

    /// <summary>Writes the answers of a model of any kind.</summary>
    public static void Write(string name, ISavedModel model, IEnumerable<IReadOnlyList<string>> batches, PredictRequest request) =>
        JsonDocumentWriter.Write(json =>
        {
            json.WriteString("model", name);
            json.WriteStartArray("predictions");
            foreach (ModelOutput output in batches.SelectMany(batch => model.Predict(batch, request)))
            {
                json.WriteStartObject();
                output.WriteJson(json);
                json.WriteEndObject();
            }

            json.WriteEndArray();
        });

    private static void Top(Utf8JsonWriter json, Prediction prediction, int top)
    {
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

    private static void Steps(Utf8JsonWriter json, SequenceClassifier model, string text, int top)
    {
        json.WriteStartArray("steps");
        foreach ((string character, Prediction opinion) in TextElements.Split(text).Zip(model.PredictSteps(text)))
        {
            json.WriteStartObject();
            json.WriteString("character", character);
            Top(json, opinion, top);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
