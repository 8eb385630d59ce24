using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Unroll.Training;

namespace Unroll.Recipes;

/// <summary>One training: a language, the tokens of its training set, and the seed of weights, strings and order.</summary>
internal sealed record DyckTask(string Language, int Tokens, ulong Seed);

/// <summary>Everything that a run does, every default spelled out: the part of config.json that it is resumed from.</summary>
internal sealed record DyckPlan(
    string[] Languages, int[] Tokens, ulong[] Seeds, bool Train, int MostTokens, int Batch, float LearningRate, int Epochs, int Patience,
    int ValidTokens, int TestTokens, int ExhaustivePrefixes, int RandomStrings, double? Minutes)
{
    private const string Sizes = "2000,20000,200000,2000000";

    private static readonly JsonSerializerOptions Format = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    /// <summary>What <c>--set</c> understands.</summary>
    public static IReadOnlyList<RecipeSetting> Settings { get; } =
    [
        new("languages", "2:3,8:3,32:3,128:3,2:5,8:5,32:5,128:5", "languages as kinds:depth"),
        new("tokens", Sizes, "sizes of the training set, in tokens"),
        new("seeds", "3", "seeds of each training; figures are medians"),
        new("train", "yes", "no: only write the construction down and check it"),
        new("most-tokens", "24000000", "tokens that one training may read, over all epochs; half of them with 32 kinds, a quarter with 128"),
        new("test-tokens", "60000", "tokens of the test set (300,000 in the paper)"),
    ];

    /// <exception cref="UnrollException">A setting is unknown or out of range.</exception>
    public static DyckPlan Of(RunOptions options)
    {
        var set = new SettingReader(options.Set, Settings);
        string[] languages =
        [
            .. set.List("languages", options.Quick ? "2:3" : string.Join(',', DyckLanguage.Published)).Select(l => DyckLanguage.Parse(l).ToString()).Distinct(),
        ];
        int[] tokens = [.. set.List("tokens", options.Quick ? "2000,20000" : Sizes).Select(Size).Distinct().Order()];
        if (languages.Length == 0 || tokens.Length == 0)
        {
            throw new UnrollException("dyck needs at least one language and one size of the training set");
        }

        int seeds = set.Positive("seeds", options.Seeds > 1 ? options.Seeds : options.Quick ? 1 : 3);
        return new DyckPlan(
            languages, tokens, [.. Enumerable.Range(0, seeds).Select(s => options.Seed + (ulong)s)], set.Flag("train", true),
            set.Positive("most-tokens", options.Quick ? 200_000 : 24_000_000), options.Batch ?? 10, options.LearningRate ?? 0.01f,
            options.Epochs ?? 100, options.Patience ?? 3, options.Quick ? 5_000 : 20_000,
            set.Positive("test-tokens", options.Quick ? 10_000 : 60_000), options.Quick ? 2_000 : 40_000, options.Quick ? 4 : 64, options.Minutes);
    }

    /// <summary>Every training, in order; those that could not even read their training set once are left out.</summary>
    [JsonIgnore]
    public IReadOnlyList<DyckTask> Tasks => !Train ? [] :
    [
        .. from tokens in Tokens
           from language in Languages
           from seed in Seeds
           where tokens <= MostTokensOf(DyckLanguage.Parse(language)) || tokens == Tokens[0]
           select new DyckTask(language, tokens, seed),
    ];

    /// <summary>The training whose weights the run keeps: the first language, the largest training set, the first seed.</summary>
    [JsonIgnore]
    public DyckTask? Kept => Tasks.LastOrDefault(t => t.Language == Languages[0] && t.Seed == Seeds[0]);

    /// <summary>Tokens that a training of a language may read in all.</summary>
    public int MostTokensOf(DyckLanguage language) => (int)(MostTokens / Math.Max(1, Math.Sqrt(language.Kinds / 8.0)));

    /// <summary>The epochs of a training.</summary>
    public int EpochsOf(DyckTask task) => Math.Clamp(MostTokensOf(DyckLanguage.Parse(task.Language)) / task.Tokens, 1, Epochs);

    /// <summary>The rate of a training: a tenth for large sets, as published.</summary>
    public float RateOf(DyckTask task) =>
        task.Tokens >= 10_000_000 || (task.Tokens >= 1_000_000 && DyckLanguage.Parse(task.Language).Kinds >= 128) ? LearningRate / 10 : LearningRate;

    /// <summary>config.json of the run.</summary>
    public string Config()
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Indented = true, NewLine = "\n" }))
        {
            json.WriteStartObject();
            json.WriteNumber("format", 1);
            json.WriteString("task", "dyck");
            json.WriteString("recipe", "dyck");
            json.WritePropertyName("dyck");
            JsonSerializer.Serialize(json, this, Format);
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.ToArray()) + "\n";
    }

    /// <summary>Reads the plan of a run.</summary>
    /// <exception cref="UnrollException">config.json is not that of this recipe.</exception>
    public static DyckPlan Read(RunFolder run) => SeriesConfig.Read<DyckPlan>(run, "dyck", Format);

    /// <summary>The model whose weights the run keeps, without them.</summary>
    public DyckModel KeptModel() => Kept is { } task
        ? DyckModel.Published(DyckLanguage.Parse(task.Language), task.Seed)
        : DyckLstmConstruction.Create(DyckLanguage.Parse(Languages[0]));

    private static int Size(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int tokens) && tokens is > 0 and <= 100_000_000 ? tokens
        : throw SettingReader.Expected("positive integers", "tokens", text);
}
