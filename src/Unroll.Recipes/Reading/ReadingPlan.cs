using System.Text.Json;
using System.Text.Json.Serialization;
using Unroll.Training;

namespace Unroll.Recipes;

/// <summary>What config.json says of a training beside the model: enough to do it again.</summary>
internal sealed record ReadingPlan
{
    private static readonly JsonSerializerOptions Format = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    /// <summary>The recipe; null for a user's own file.</summary>
    public string? Recipe { get; init; }

    /// <summary>The name of the model in tables.</summary>
    public required string Name { get; init; }

    public required DataRecord Data { get; init; }

    /// <summary>The held-out items' own file, where there is one.</summary>
    public string? Valid { get; init; }

    /// <summary>The part of the data that is tested on, of <see cref="Folds"/>; 0 where the data has a test part of its own.</summary>
    public int Fold { get; init; }

    public int Folds { get; init; }

    public required TrainingRecord Training { get; init; }

    /// <summary>What the command line asked for: the trainings of a comparison follow from it.</summary>
    public required RunOptions Options { get; init; }

    /// <summary>Writes the properties into an object under way.</summary>
    public void Write(Utf8JsonWriter json)
    {
        using JsonDocument all = JsonSerializer.SerializeToDocument(this, Format);
        foreach (JsonProperty property in all.RootElement.EnumerateObject())
        {
            property.WriteTo(json);
        }
    }

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    /// <exception cref="UnrollException">Something is missing or malformed.</exception>
    public static ReadingPlan Read(RunFolder run)
    {
        try
        {
            return JsonSerializer.Deserialize<ReadingPlan>(run.ReadConfig(), Format) ?? throw new JsonException("null");
        }
        catch (JsonException e)
        {
            throw new UnrollException($"{run.ConfigPath}: not the config of a run that can be resumed: {e.Message.ReplaceLineEndings(" ")}", e);
        }
    }

    /// <summary>The same plan for the trainer, with what the command line says in place of the defaults.</summary>
    public static TrainingRecord Apply(TrainingRecord training, RunOptions options, ulong seed) => training with
    {
        Epochs = options.Epochs ?? training.Epochs,
        Batch = options.Batch ?? training.Batch,
        Optimizer = Optimizers.Optimizer.Parse(options.Optimizer ?? training.Optimizer, options.LearningRate).ToString(),
        Schedule = Optimizers.LearningRateSchedule.Parse(options.Schedule ?? training.Schedule).ToString(),
        Clip = options.Clip ?? training.Clip,
        Patience = options.Patience ?? training.Patience,
        Recompute = options.Recompute,
        Minutes = options.Minutes,
        Seed = seed,
    };
}
