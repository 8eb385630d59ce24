using System.Text.Json;
using System.Text.Json.Serialization;
using Unroll.Data;
using Unroll.Optimizers;
using Unroll.Training;

namespace Unroll.Recipes;

/// <summary>The data of a run, as config.json records it.</summary>
/// <param name="Name">The data set or the file.</param>
/// <param name="Source">Where it came from.</param>
/// <param name="Path">The full path; null for the built-in sample.</param>
/// <param name="Items">The number of items.</param>
/// <param name="Sha256">Of the texts and labels.</param>
internal sealed record DataRecord(string Name, string Source, string? Path, int Items, string Sha256);

/// <summary>How the data is divided.</summary>
/// <param name="Kind">stratified, group (one spelling never on both sides), tune (a part of the training part) or file.</param>
/// <param name="TestShare">The share that is not trained on.</param>
/// <param name="Seed">The seed of the division.</param>
/// <param name="File">The held-out items' own file, for the kind file.</param>
internal sealed record SplitRecord(string Kind, double TestShare, ulong Seed, string? File = null)
{
    /// <summary>The two parts.</summary>
    public (LabeledText Train, LabeledText Test) Divide(LabeledText data) => Kind switch
    {
        "stratified" => data.SplitStratified(TestShare, (long)Seed),
        "group" => data.SplitGrouped(TestShare, (long)Seed),
        // Settings are chosen here: the test part stays unseen, and is the stratified split's of the same seed.
        "tune" => data.SplitStratified(TestShare, (long)Seed).Train.SplitStratified(0.2, (long)Seed),
        "file" => (data, LabeledText.Read(File!, data.Labels)),
        _ => throw new UnrollException($"unknown split `{Kind}`; known are stratified, group and tune"),
    };
}

/// <summary>How a model is trained, every default spelled out; with several members it is an ensemble joined into one wide network.</summary>
internal sealed record TrainingRecord(
    int Epochs, int Batch, string Optimizer, string Schedule, float Clip, int Patience, double? Minutes, ulong Seed, int Members = 1)
{
    /// <summary>The trainer's options.</summary>
    /// <param name="limitMinutes">Whether the minutes hold; a resumed run is given as long as it takes.</param>
    public TrainerOptions ToOptions(bool limitMinutes) => new()
    {
        Epochs = Epochs, BatchSize = Batch, Optimizer = Unroll.Optimizers.Optimizer.Parse(Optimizer), Schedule = LearningRateSchedule.Parse(Schedule),
        ClipNorm = Clip, Patience = Patience, Minutes = limitMinutes ? Minutes : null, Seed = Seed,
    };
}

/// <summary>What config.json says of a training beside the model: enough to do it again.</summary>
internal sealed record ClassificationPlan
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

    public required SplitRecord Split { get; init; }

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
    public static ClassificationPlan Read(RunFolder run)
    {
        try
        {
            return JsonSerializer.Deserialize<ClassificationPlan>(run.ReadConfig(), Format) ?? throw new JsonException("null");
        }
        catch (JsonException e)
        {
            throw new UnrollException($"{run.ConfigPath}: not the config of a run that can be resumed: {e.Message.ReplaceLineEndings(" ")}", e);
        }
    }
}
