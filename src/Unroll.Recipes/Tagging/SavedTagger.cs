using System.Diagnostics;
using System.Text.Json;
using Unroll.Data;
using Unroll.Layers;
using Unroll.Metrics;
using Unroll.Models;
using Unroll.Training;

namespace Unroll.Recipes;

/// <summary>A tagger as the commands see it.</summary>
/// <param name="tagger">The tagger.</param>
public sealed class SavedTagger(SequenceTagger tagger) : ISavedModel
{
    /// <inheritdoc/>
    public Module Module => tagger;

    /// <inheritdoc/>
    public string Summary => $"sequence tagger: {tagger.Words.Count} words to {tagger.Tags.Count} tags{(tagger.Options.Crf ? ", decided together (CRF)" : "")}";

    /// <summary>Sentences as people write them, or words with tabs between them.</summary>
    /// <inheritdoc/>
    public IReadOnlyList<ModelOutput> Predict(IReadOnlyList<string> inputs, PredictRequest request)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        ArgumentNullException.ThrowIfNull(request);
        string[][] sentences = [.. inputs.Select(Words)];
        return
        [
            .. tagger.Predict(sentences).Select((p, i) => new ModelOutput(
                request.Steps ? Steps(p, request.Top) : string.Join(' ', p.Words.Select((w, t) => $"{w}/{p.Tags[t]}")),
                json => Write(json, inputs[i], p, request))),
        ];
    }

    /// <inheritdoc/>
    public RunResult Evaluate(RunFolder? run, IReadOnlyList<string> data, IRunOutput output)
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(output);
        long start = Stopwatch.GetTimestamp();
        TaggedText items;
        RunData source;
        if (data.Count > 0)
        {
            ConllColumns? columns = run is null ? null : TaggerOverrides.Columns(ReadingPlan.Read(run).Options);
            items = TaggedText.Read(data[0], columns, tagger.Tags);
            source = new RunData(Path.GetFileName(data[0]), data[0], items.Count);
        }
        else if (run is not null)
        {
            var plan = ReadingPlan.Read(run);
            items = (plan.Recipe is null ? TagTask.Data(plan) : TaggingRecipeData.Again(plan)).Test;
            source = new RunData(plan.Data.Name, $"{plan.Data.Source}, held-out part", items.Count);
        }
        else
        {
            throw new UnrollException("there is nothing to evaluate on: name a file in CoNLL columns");
        }

        TaggingReport report = tagger.Evaluate(items);
        output.Result(report.ToString());
        return new RunResult
        {
            Run = run?.Path ?? "",
            Seconds = Stopwatch.GetElapsedTime(start).TotalSeconds,
            Data = source,
            Metrics = report.Metrics,
        };
    }

    private static string[] Words(string input)
    {
        string[] words = input.Contains('\t', StringComparison.Ordinal)
            ? input.Split('\t', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            : WordTokens.Split(input);
        return words.Length > 0 ? words : throw new UnrollException("there is no word in the input; nothing to tag");
    }

    private static string Steps(TagPrediction p, int top)
    {
        string[][] rows = [.. p.Words.Select((w, t) => (string[])[w, p.Tags[t], .. p.Top(t, top).Select(x => $"{x.Tag} {100 * x.Probability:0.0}%")])];
        int most = rows.Max(r => r.Length);
        return ResultText.Align([.. rows.Select(r => (string[])[.. r, .. Enumerable.Repeat("", most - r.Length)])]).TrimEnd('\n');
    }

    private void Write(Utf8JsonWriter json, string input, TagPrediction p, PredictRequest request)
    {
        json.WriteString("input", input);
        json.WriteStartArray("words");
        for (int t = 0; t < p.Words.Count; t++)
        {
            json.WriteStartObject();
            json.WriteString("word", p.Words[t]);
            json.WriteString("tag", p.Tags[t]);
            json.WriteNumber("probability", p.Probability(t));
            json.WriteStartArray("top");
            foreach ((string tag, float probability) in p.Top(t, request.Top))
            {
                json.WriteStartObject();
                json.WriteString("tag", tag);
                json.WriteNumber("probability", probability);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndArray();
        if (SpanTag.SchemeOf(tagger.Tags) == TagScheme.Plain)
            return;
        json.WriteStartArray("entities");
        foreach (TaggedSpan span in TaggedSpan.Find([.. p.Tags]))
        {
            json.WriteStartObject();
            json.WriteString("type", span.Type);
            json.WriteString("text", string.Join(' ', p.Words.Skip(span.Start).Take(span.Length)));
            json.WriteNumber("start", span.Start);
            json.WriteNumber("length", span.Length);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
