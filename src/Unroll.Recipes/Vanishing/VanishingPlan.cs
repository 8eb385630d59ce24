using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using Unroll.Recurrent;
using Unroll.Training;

namespace Unroll.Recipes;

/// <summary>One measurement: a network of a seed, looked at as it starts and, unless <see cref="Steps"/> is 0, once trained.</summary>
/// <param name="Part">The figure that it belongs to: start, scale, forget, trained or explode.</param>
/// <param name="Cell">The cell.</param>
/// <param name="Initialization">What the hidden weights start from.</param>
/// <param name="Gain">The factor on them; for the part forget the bias of the forget gate.</param>
/// <param name="Clip">The norm that gradients are clipped to while training; 0 for none.</param>
/// <param name="Steps">Training steps.</param>
/// <param name="Seed">The seed.</param>
internal sealed record VanishingUnit(string Part, string Cell, string Initialization, float Gain, float Clip, int Steps, ulong Seed)
{
    /// <summary>The network before training.</summary>
    public VanishingNetwork Create(int units) => Part == "forget"
        ? new VanishingNetwork(Recurrent.Cell.Parse(Cell), units, Initialization, 1, Seed).WithForgetBias(Gain)
        : new VanishingNetwork(Recurrent.Cell.Parse(Cell), units, Initialization, Gain, Seed);

    /// <summary>What its line is called inside its figure.</summary>
    public string Line => Part switch
    {
        "scale" => string.Create(CultureInfo.InvariantCulture, $"x {Gain:0.0}"),
        "forget" => string.Create(CultureInfo.InvariantCulture, $"bias {Gain:0}"),
        "explode" => Clip > 0 ? "clipped" : "not clipped",
        "trained" => $"{Cell}, {Initialization}",
        _ => Cell,
    };
}

/// <summary>Everything that a run measures: the part of config.json that it is resumed from.</summary>
internal sealed record VanishingPlan(
    int Length, int Units, int Batch, int Steps, int ExplodeSteps, float LearningRate, float Clip, string[] Trained, ulong[] Seeds)
{
    private static readonly JsonSerializerOptions Format = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    private static readonly string[] Cells = ["elman", "elman-relu", "gated", "gru", "lstm"];

    /// <summary>What <c>--set</c> understands.</summary>
    public static IReadOnlyList<RecipeSetting> Settings { get; } =
    [
        new("length", "100", "steps of a sequence"),
        new("steps", "4000", "training steps"),
        new(
            "trained", "elman/orthogonal,elman/glorot,elman-relu/identity,gated/orthogonal,gru/orthogonal,lstm/orthogonal",
            "what is trained: cell/initialisation"),
        new("seeds", "5", "seeds of each measurement"),
    ];

    /// <exception cref="UnrollException">A setting is out of range.</exception>
    public static VanishingPlan Of(RunOptions options)
    {
        var set = new SettingReader(options.Set, Settings);
        int length = set.Positive("length", options.Quick ? 30 : 100);
        if (length is < 4 or > 2000)
            throw SettingReader.Expected("a length from 4 to 2000", "length", $"{length}");
        int seeds = set.Positive("seeds", options.Seeds > 1 ? options.Seeds : options.Quick ? 2 : 5);
        string[] trained = set.List("trained", options.Cell is { } cell ? $"{cell}/orthogonal"
            : options.Quick ? "elman/glorot,elman-relu/identity,lstm/orthogonal" : Settings[2].Default);
        foreach (string one in trained)
        {
            string[] parts = one.Split('/');
            if (parts.Length != 2 || !VanishingNetwork.Initializations.Contains(parts[1]))
                throw SettingReader.Expected($"cell/initialisation with one of {string.Join(", ", VanishingNetwork.Initializations)}", "trained", one);
            Cell.Parse(parts[0]);
        }

        return new VanishingPlan(
            length, options.Units ?? 64, options.Batch ?? 64, set.Positive("steps", options.Quick ? 300 : 4000), options.Quick ? 60 : 300,
            options.LearningRate ?? 2e-3f, options.Clip ?? 1, trained, [.. Enumerable.Range(0, seeds).Select(s => options.Seed + (ulong)s)]);
    }

    /// <summary>Every measurement, in order.</summary>
    [JsonIgnore]
    public IReadOnlyList<VanishingUnit> Work =>
    [
        .. from i in VanishingNetwork.Initializations from cell in Cells from seed in Seeds select new VanishingUnit("start", cell, i, 1, 0, 0, seed),
        .. from cell in new[] { "elman", "elman-relu" } from gain in new[] { 0.8f, 0.9f, 1, 1.1f, 1.2f } from seed in Seeds
           select new VanishingUnit("scale", cell, cell == "elman" ? "orthogonal" : "identity", gain, 0, 0, seed),
        .. from bias in new[] { 0f, 1, 2, 3, 5 } from seed in Seeds select new VanishingUnit("forget", "lstm", "orthogonal", bias, 0, 0, seed),
        .. from t in Trained from seed in Seeds select new VanishingUnit("trained", t.Split('/')[0], t.Split('/')[1], 1, Clip, Steps, seed),
        .. from cell in new[] { "elman-relu/identity", "elman/orthogonal", "lstm/orthogonal" } from clip in new[] { 0, 1f } from seed in Seeds.Take(3)
           select new VanishingUnit("explode", cell.Split('/')[0], cell.Split('/')[1], 1, clip, ExplodeSteps, seed),
    ];

    /// <summary>The training whose weights the run keeps: the last of those compared, with the first seed.</summary>
    [JsonIgnore]
    public VanishingUnit Kept => Work.Last(u => u.Part == "trained" && u.Seed == Seeds[0]);

    /// <summary>config.json of the run.</summary>
    public string Config() => JsonSerializer.Serialize(new { format = 1, task = "vanishing", recipe = "vanishing", vanishing = this }, Format);

    /// <summary>Reads the plan of a run.</summary>
    /// <exception cref="UnrollException">config.json is not that of this recipe.</exception>
    public static VanishingPlan Read(RunFolder run)
    {
        try
        {
            using JsonDocument config = JsonDocument.Parse(run.ReadConfig());
            return config.RootElement.GetProperty("vanishing").Deserialize<VanishingPlan>(Format)!;
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            throw new UnrollException($"{run.ConfigPath}: not the config of `vanishing`: {e.Message.ReplaceLineEndings(" ")}", e);
        }
    }
}
