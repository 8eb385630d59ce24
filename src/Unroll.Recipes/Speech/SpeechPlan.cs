using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Unroll.Training;

namespace Unroll.Recipes;

/// <summary>One training: strings or single digits, and the speakers that it does not hear (none: held-out takes of all speakers).</summary>
internal sealed record SpeechTask(bool Strings, int Fold);

/// <summary>Everything that a run does, every default spelled out: the part of config.json that it is resumed from.</summary>
internal sealed record SpeechPlan(
    string? Data, string Cell, int Units, int Layers, float Dropout, int Batch, float LearningRate, float Clip, int DigitEpochs, int StringEpochs,
    int StringsAnEpoch, int TestStrings, int Folds, int Beam, ulong Seed, double? Minutes)
{
    private static readonly JsonSerializerOptions Format = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    /// <summary>What <c>--set</c> understands.</summary>
    public static IReadOnlyList<RecipeSetting> Settings { get; } =
    [
        new("digit-epochs", "40", "passes over the single takes"),
        new("string-epochs", "40", "rounds of fresh strings"),
        new("strings", "600", "strings a round"),
        new("folds", "3", "parts that the speakers are divided into for held-out speakers, each held out once; 0 for none"),
        new("beam", "16", "prefixes that the beam search keeps"),
    ];

    /// <exception cref="UnrollException">A setting is unknown or out of range.</exception>
    public static SpeechPlan Of(RunOptions options)
    {
        var set = new SettingReader(options.Set, Settings);
        string folds = options.Set.GetValueOrDefault("folds", options.Quick ? "0" : "3");
        return new SpeechPlan(
            options.Data, Recurrent.Cell.Parse(options.Cell ?? "gru").Name, options.Units ?? (options.Quick ? 32 : 64), options.Layers ?? 2,
            options.Dropout ?? 0.2f, options.Batch ?? 32, options.LearningRate ?? 3e-3f, options.Clip ?? 1,
            set.Positive("digit-epochs", options.Epochs ?? (options.Quick ? 3 : 40)), set.Positive("string-epochs", options.Epochs ?? (options.Quick ? 6 : 40)),
            set.Positive("strings", options.Quick ? 200 : 600), options.Quick ? 50 : 300,
            folds == "0" ? 0 : set.Positive("folds", 3), set.Positive("beam", 16), options.Seed, options.Minutes);
    }

    /// <summary>Every training, in order: held-out takes first.</summary>
    [JsonIgnore]
    public IReadOnlyList<SpeechTask> Tasks =>
        [new(false, -1), new(true, -1), .. Enumerable.Range(0, Folds).SelectMany(f => (SpeechTask[])[new(false, f), new(true, f)])];

    /// <summary>The training whose weights the run keeps: strings, of all speakers.</summary>
    public static SpeechTask Kept { get; } = new(true, -1);

    /// <summary>A fresh model of a task.</summary>
    public SpeechModel Create(SpeechTask task, int features)
    {
        var model = new SpeechModel(task.Strings, features, Recurrent.Cell.Parse(Cell), Units, Layers, Dropout);
        model.Initialize(Seed);
        return model;
    }

    /// <summary>config.json of the run.</summary>
    public string Config()
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Indented = true, NewLine = "\n" }))
        {
            json.WriteStartObject();
            json.WriteNumber("format", 1);
            json.WriteString("task", "speech");
            json.WriteString("recipe", "speech");
            json.WritePropertyName("speech");
            JsonSerializer.Serialize(json, this, Format);
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.ToArray()) + "\n";
    }

    /// <summary>Reads the plan of a run.</summary>
    /// <exception cref="UnrollException">config.json is not that of this recipe.</exception>
    public static SpeechPlan Read(RunFolder run) => SeriesConfig.Read<SpeechPlan>(run, "speech", Format);
}
