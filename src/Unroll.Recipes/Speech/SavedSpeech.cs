using System.Globalization;
using Unroll.Data;
using Unroll.Decoding;
using Unroll.Layers;
using Unroll.Training;

namespace Unroll.Recipes;

/// <summary>The network of a speech run that hears strings of digits; an input is the path of a wav file.</summary>
internal sealed class SavedSpeech : ISavedModel
{
    private readonly SpeechStrings _strings = new([]);
    private readonly SpeechPlan _plan;
    private readonly SpeechModel _model;

    /// <exception cref="UnrollException">There is no model, or a file is damaged.</exception>
    public SavedSpeech(string path)
    {
        RunFolder run = RunFolder.Open(path);
        _plan = SpeechPlan.Read(run);
        _model = RunWeights.Load(run, () => _plan.Create(SpeechPlan.Kept, _strings.Features));
    }

    /// <inheritdoc/>
    public Module Module => _model;

    /// <summary>The network.</summary>
    public SpeechModel Model => _model;

    /// <inheritdoc/>
    public string Summary => $"strings of spoken digits: {_model.Recurrent.Layers} layers of {_model.Recurrent.Cell} in both directions, {_model.Recurrent.Units} units";

    /// <inheritdoc/>
    public IReadOnlyList<ModelOutput> Predict(IReadOnlyList<string> inputs, PredictRequest request)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        ArgumentNullException.ThrowIfNull(request);
        return [.. inputs.Select(input =>
        {
            WavAudio audio = WavAudio.Read(input);
            if (audio.Rate != SpeechData.Rate)
            {
                throw new UnrollException($"{input}: {audio.Rate} samples a second, the model hears {SpeechData.Rate}; convert the file first");
            }

            float[] log = SpeechTraining.Listen(_model, _strings, audio.Samples);
            CtcHypothesis[] found = [.. new CtcBeamSearch(_model.Classes, width: Math.Max(_plan.Beam, request.Top)).Decode(log).Take(Math.Max(1, request.Top))];
            return new ModelOutput(
                $"{input}: " + string.Join("  ", found.Select(h => string.Create(CultureInfo.InvariantCulture, $"{Write(h)} {Math.Exp(h.LogProbability):P1}"))),
                json =>
                {
                    json.WriteString("input", input);
                    json.WriteStartArray("answers");
                    foreach (CtcHypothesis hypothesis in found)
                    {
                        json.WriteStartObject();
                        json.WriteString("digits", Write(hypothesis));
                        json.WriteNumber("probability", Math.Exp(hypothesis.LogProbability));
                        json.WriteEndObject();
                    }

                    json.WriteEndArray();
                });
        })];
    }

    private static string Write(CtcHypothesis hypothesis) =>
        hypothesis.Labels.Count == 0 ? "(nothing)" : string.Concat(hypothesis.Labels.Select(l => (char)('0' + l - 1)));
}
