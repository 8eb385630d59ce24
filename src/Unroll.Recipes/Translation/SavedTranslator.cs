using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Unroll.Data;
using Unroll.Decoding;
using Unroll.Layers;
using Unroll.Models;
using Unroll.Reports.Terminal;
using Unroll.Training;

namespace Unroll.Recipes;

/// <summary>A translator as the commands see it. An input that holds a tab is a pair whose probability is asked for.</summary>
public sealed class SavedTranslator : ISavedModel
{
    private readonly Translator _model;

    /// <summary>Loads it.</summary>
    /// <exception cref="UnrollException">There is none at the path, or a file is damaged.</exception>
    public SavedTranslator(string path)
        : this(TranslatorFiles.Load(path))
    {
    }

    /// <summary>Wraps one.</summary>
    public SavedTranslator(Translator model)
    {
        ArgumentNullException.ThrowIfNull(model);
        _model = model;
    }

    /// <inheritdoc/>
    public Module Module => _model;

    /// <inheritdoc/>
    public string Summary
    {
        get
        {
            TranslatorOptions o = _model.Options;
            string attention = o.Attention is { } a ? $"{a.Score.ToString().ToLowerInvariant()} attention" : "no attention";
            return $"translator: {_model.Source.Count} to {_model.Target.Count} {_model.Target.Kind.ToString().ToLowerInvariant()}, "
                + $"{o.Encoder.Cell} of {o.Encoder.Units} units to {o.Decoder} of {o.DecoderUnits}, {attention}";
        }
    }

    /// <summary>One: a line out for each line in.</summary>
    public int UsualTop => 1;

    /// <inheritdoc/>
    public IReadOnlyList<ModelOutput> Predict(IReadOnlyList<string> inputs, PredictRequest request)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        ArgumentNullException.ThrowIfNull(request);
        var outputs = new ModelOutput[inputs.Count];
        int[] pairs = [.. Enumerable.Range(0, inputs.Count).Where(i => inputs[i].Contains('\t', StringComparison.Ordinal))];
        TextPair[] given = [.. pairs.Select(i => Pair(inputs[i]))];
        double[] scores = given.Length == 0 ? [] : _model.Score(given);
        for (int p = 0; p < pairs.Length; p++)
        {
            outputs[pairs[p]] = Scored(given[p], scores[p]);
        }

        int[] texts = [.. Enumerable.Range(0, inputs.Count).Except(pairs)];
        int top = Math.Max(1, request.Top);
        string[] sources = [.. texts.Select(i => inputs[i])];
        int[] longest = [.. sources.Select(s => Math.Min((2 * _model.EncodeSource(s).Length) + 10, 1000))];
        var traces = new BeamTrace?[sources.Length];
        IReadOnlyList<Translation>[] translations = _model.Translate(sources, new BeamOptions
        {
            Width = Math.Max(5, top), Best = top, KeepAttention = request.Steps, MaxLength = s => longest[s],
            Traced = request.Steps ? (s, trace) => traces[s] = trace : null,
        });
        for (int t = 0; t < texts.Length; t++)
        {
            outputs[texts[t]] = Written(sources[t], translations[t], traces[t]);
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
            throw new UnrollException("there is nothing to evaluate on: name a file with source<TAB>target on each line");
        }

        TextPairs pairs = TextPairs.Read(data[0]);
        TranslationReport report = TranslationEvaluation.Report(_model, pairs, new BeamOptions());
        IReadOnlyList<KeyValuePair<string, double>> metrics = [.. report.Metrics, .. TranslationEvaluation.Likelihood(_model, pairs)];
        output.Result(report.ToString());
        output.Result(string.Create(CultureInfo.InvariantCulture,
            $"ln p(target | source): {metrics[^2].Value:F3} a pair, perplexity of a token {metrics[^1].Value:F2}"));
        return new RunResult
        {
            Run = run?.Path ?? "",
            Seconds = Stopwatch.GetElapsedTime(start).TotalSeconds,
            Data = new RunData(Path.GetFileName(data[0]), data[0], pairs.Count),
            Metrics = metrics,
        };
    }

    private static TextPair Pair(string input)
    {
        string[] columns = input.Split('\t');
        if (columns.Length == 2 && columns.All(c => !string.IsNullOrWhiteSpace(c)))
        {
            return new TextPair(columns[0], columns[1]);
        }

        string got = $"{columns.Length} columns{(columns.Length == 2 ? ", one of them empty" : "")}";
        string shown = (input.Length > 60 ? $"{input[..60]}..." : input).Replace("\t", "<TAB>", StringComparison.Ordinal);
        throw new UnrollException($"expected source<TAB>target to score a pair, got {got}: `{Printable(shown)}`");
    }

    private static ModelOutput Scored(TextPair pair, double score) => new(
        string.Create(CultureInfo.InvariantCulture, $"{Printable(pair.Source)}\t{Printable(pair.Target)}\t{score:F4}"),
        json =>
        {
            json.WriteString("input", pair.Source);
            json.WriteString("target", pair.Target);
            json.WriteNumber("log_probability", score);
        });

    private ModelOutput Written(string source, IReadOnlyList<Translation> translations, BeamTrace? trace)
    {
        var text = new StringBuilder();
        if (translations.Count == 1)
        {
            text.Append(Printable(translations[0].Text));
        }
        else
        {
            text.Append(Printable(source));
            foreach (Translation t in translations)
            {
                text.Append(CultureInfo.InvariantCulture, $"\n{t.Hypothesis.Score,8:F3}  {Printable(t.Text)}");
            }
        }

        if (trace is not null && translations.Count > 0)
        {
            text.Append('\n').Append(AlignmentText.Draw(_model, source, translations[0]));
            text.Append("\n\n").Append(BeamTreeText.Draw(trace, id => AlignmentText.Shown(_model.Target, id)));
        }

        return new ModelOutput(text.ToString(), json => Write(json, source, translations, trace));
    }

    private void Write(Utf8JsonWriter json, string source, IReadOnlyList<Translation> translations, BeamTrace? trace)
    {
        json.WriteString("input", source);
        json.WriteString("output", translations.Count > 0 ? translations[0].Text : "");
        json.WriteStartArray("top");
        foreach (Translation translation in translations)
        {
            json.WriteStartObject();
            json.WriteString("output", translation.Text);
            json.WriteNumber("score", translation.Hypothesis.Score);
            json.WriteNumber("log_probability", translation.Hypothesis.LogProbability);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        if (trace is not null)
        {
            BeamJson.Write(json, trace, id => AlignmentText.Shown(_model.Target, id));
        }
    }

    /// <summary>A text cannot steer the terminal.</summary>
    private static string Printable(string text) => string.Concat(text.Select(c => char.IsControl(c) ? '\uFFFD' : c));
}
