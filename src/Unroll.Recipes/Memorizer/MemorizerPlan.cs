using System.Text.Json;
using System.Text.Json.Serialization;
using Unroll.Models;
using Unroll.Recurrent;
using Unroll.Training;

namespace Unroll.Recipes;

/// <summary>Everything that a run of the memorizer trains, every default spelled out: the part of config.json that it is resumed from.</summary>
internal sealed record MemorizerPlan(
    int[] Lengths, string[] Cells, float[] Clips, bool[] OneHot, int Steps, int Batch, int Units, float LearningRate, int TrainedShort, ulong[] Seeds,
    double? Minutes)
{
    private static readonly JsonSerializerOptions Format = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    /// <summary>What <c>--set</c> understands.</summary>
    public static IReadOnlyList<RecipeSetting> Settings { get; } =
    [
        new("lengths", "5,10,25,50,100", "lengths that are trained, in digits"),
        new("cells", "elman,elman-relu,gated,gru,lstm", "cells that are trained"),
        new("steps", "1000", "steps of each training"),
        new("trained-short", "25", "the length whose models are tested at all lengths"),
        new("embedding", "one-hot,learned", "how a digit is given: one-hot, learned or both"),
        new("clipping", "yes,no", "with clipping, without, or both"),
    ];

    /// <exception cref="UnrollException">A setting is unknown or out of range.</exception>
    public static MemorizerPlan Of(RunOptions options)
    {
        var set = new SettingReader(options.Set, Settings);
        string[] meaningless = [.. Meaningless(options)];
        if (meaningless.Length > 0)
            throw new UnrollException($"the memorizer has no {string.Join(", ", meaningless)}; it has --set {string.Join(", ", Settings.Select(s => s.Key))}");
        int[] lengths = [.. set.List("lengths", options.Quick ? "5,10" : "5,10,25,50,100").Select(Length).Distinct().Order()];
        string[] cells = options.Cell is { } cell ? [cell] : set.List("cells", "elman,elman-relu,gated,gru,lstm");
        float clip = options.Clip ?? 1;
        return new MemorizerPlan(
            lengths, [.. cells.Select(c => Cell.Parse(c).Name)],
            [.. set.List("clipping", clip == 0 ? "no" : options.Quick ? "yes" : "yes,no").Select(w => Word(w, "clipping", "yes", "no") ? clip : 0)],
            [.. set.List("embedding", options.Quick ? "one-hot" : "one-hot,learned").Select(w => Word(w, "embedding", "one-hot", "learned"))],
            set.Positive("steps", options.Quick ? 200 : 1000), options.Batch ?? 128, options.Units ?? 32, options.LearningRate ?? 1e-3f,
            Math.Min(set.Positive("trained-short", 25), lengths[^1]),
            [.. Enumerable.Range(0, Math.Max(1, options.Seeds)).Select(s => options.Seed + (ulong)s)], options.Minutes);
    }

    /// <summary>Every training, in order; a run that is resumed does them in the same order.</summary>
    public IReadOnlyList<MemorizerTask> Tasks =>
    [
        .. from seed in Seeds from oneHot in OneHot from clip in Clips from cell in Cells from length in Lengths
           select new MemorizerTask(Cell.Parse(cell), length, clip, oneHot, seed),
    ];

    /// <summary>The training whose weights the run keeps as its model: the last cell, trained short.</summary>
    public MemorizerTask Kept =>
        Tasks.Where(t => t.Seed == Seeds[0] && t.OneHot == OneHot[0] && t.Clip == Clips[0] && t.Cell.Name == Cells[^1])
            .Last(t => t.Length <= TrainedShort || t.Length == Lengths[0]);

    /// <summary>config.json of the run.</summary>
    public string Config() => ClassifierFiles.Config(Kept.CreateModel(Units), json =>
    {
        json.WriteString("recipe", "memorizer");
        json.WritePropertyName("memorizer");
        JsonSerializer.Serialize(json, this, Format);
    });

    /// <summary>Reads the plan of a run.</summary>
    /// <exception cref="UnrollException">config.json is not that of a memorizer.</exception>
    public static MemorizerPlan Read(RunFolder run)
    {
        try
        {
            using JsonDocument config = JsonDocument.Parse(run.ReadConfig());
            return config.RootElement.GetProperty("memorizer").Deserialize<MemorizerPlan>(Format)!;
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            throw new UnrollException($"{run.ConfigPath}: not the config of a memorizer: {e.Message.ReplaceLineEndings(" ")}", e);
        }
    }

    private static IEnumerable<string> Meaningless(RunOptions o)
    {
        (string Name, bool Given)[] all =
        [
            ("--data", o.Data is not null), ("--splits", o.Splits > 1), ("--split", o.Split is not null), ("--model", o.Model is not null),
            ("--epochs", o.Epochs is not null), ("--layers", o.Layers is not null), ("--bidirectional", o.Bidirectional is not null),
            ("--embedding", o.Embedding is not null), ("--dropout", o.Dropout is not null), ("--optimizer", o.Optimizer is not null),
            ("--schedule", o.Schedule is not null), ("--patience", o.Patience is not null), ("--valid", o.Valid is not null),
        ];
        return all.Where(option => option.Given).Select(option => option.Name);
    }

    private static int Length(string text) =>
        int.TryParse(text, out int length) && length is > 0 and <= 100_000 ? length
        : throw SettingReader.Expected("positive integers", "lengths", text);

    private static bool Word(string text, string key, string yes, string no) =>
        text == yes || (text == no ? false : throw SettingReader.Expected($"{yes} or {no}", key, text));
}
