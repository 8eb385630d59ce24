using System.Text.Json;
using System.Text.Json.Serialization;
using Unroll.Models;
using Unroll.Training;

namespace Unroll.Recipes;

/// <summary>Everything that a run trains, every default spelled out: the part of config.json that it is resumed from.</summary>
internal sealed record ParenthesesPlan(
    string[] Models, bool[] Hard, int Steps, int Batch, int Units, float LearningRate, bool Cosine, float Clip, int TestStrings, ulong[] Seeds,
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
        new("regime", "batched", "course: 40,000 steps of one string, easy negatives, constant rate; batched: larger steps, fewer of them"),
        new("negatives", "easy,hard", "the negatives of training: easy (the course's), hard, or both, one training each"),
        new("models", "elman-relu,gated-relu,gru,lstm", "networks that are trained"),
        new("steps", "5000", "steps of each training (40,000 in the course's regime)"),
    ];

    /// <exception cref="UnrollException">A setting is unknown or out of range.</exception>
    public static ParenthesesPlan Of(RunOptions options)
    {
        var set = new SettingReader(options.Set, Settings);
        string regime = options.Set.GetValueOrDefault("regime", "batched");
        bool course = regime == "course" || (regime == "batched" ? false : throw SettingReader.Expected("course or batched", "regime", regime));
        string[] models = options.Model is { } model ? [model] : set.List("models", string.Join(',', ParenthesesModel.Names));
        foreach (string name in models)
        {
            ParenthesesModel.Create(name, 1, 0);
        }

        string[] negatives = set.List("negatives", course ? "easy" : "easy,hard");
        return new ParenthesesPlan(
            models, [.. negatives.Select(Negatives)], set.Positive("steps", options.Quick ? 150 : course ? 40_000 : 5000),
            options.Batch ?? (course ? 1 : 64), options.Units ?? 50, options.LearningRate ?? (course ? 1e-3f : 3e-3f), !course,
            options.Clip ?? (course ? 0 : 1), options.Quick ? 200 : 1000,
            [.. Enumerable.Range(0, Math.Max(1, options.Seeds)).Select(s => options.Seed + (ulong)s)], options.Minutes);
    }

    /// <summary>Every training, in order.</summary>
    [JsonIgnore]
    public IReadOnlyList<ParenthesesTask> Tasks =>
        [.. from seed in Seeds from hard in Hard from model in Models select new ParenthesesTask(model, hard, seed)];

    /// <summary>The training whose weights the run keeps as its model: the last network, with hard negatives where there are any.</summary>
    [JsonIgnore]
    public ParenthesesTask Kept => Tasks.Last(t => t.Seed == Seeds[0]);

    /// <summary>config.json of the run.</summary>
    public string Config() => ClassifierFiles.Config(ParenthesesModel.Create(Kept.Model, Units, Kept.Seed), json =>
    {
        json.WriteString("recipe", "parentheses");
        json.WritePropertyName("parentheses");
        JsonSerializer.Serialize(json, this, Format);
    });

    /// <summary>Reads the plan of a run.</summary>
    /// <exception cref="UnrollException">config.json is not that of this recipe.</exception>
    public static ParenthesesPlan Read(RunFolder run) => SeriesConfig.Read<ParenthesesPlan>(run, "parentheses", Format);

    private static bool Negatives(string text) => text == "hard" || (text == "easy" ? false : throw SettingReader.Expected("easy or hard", "negatives", text));
}
