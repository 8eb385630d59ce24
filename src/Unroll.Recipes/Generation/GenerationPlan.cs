using System.Text.Json;
using System.Text.Json.Serialization;
using Unroll.Training;

namespace Unroll.Recipes;

/// <summary>What config.json says of the training of a language model beside the model: enough to do it again.</summary>
internal sealed record GenerationPlan
{
    private static readonly JsonSerializerOptions Format = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower) },
    };

    /// <summary>The recipe; null for a user's own file.</summary>
    public string? Recipe { get; init; }

    /// <summary>The name of the model in tables.</summary>
    public required string Name { get; init; }

    public required DataRecord Data { get; init; }

    public required CorpusRecord Corpus { get; init; }

    public required TrainingRecord Training { get; init; }

    /// <summary>A file of word vectors that the embedding starts from.</summary>
    public string? Vectors { get; init; }

    /// <summary>Whether the softmax is adaptive; its cut-offs stand with the model.</summary>
    public bool Adaptive { get; init; }

    /// <summary>What the command line asked for.</summary>
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
    public static GenerationPlan Read(RunFolder run)
    {
        try
        {
            return JsonSerializer.Deserialize<GenerationPlan>(run.ReadConfig(), Format) ?? throw new JsonException("null");
        }
        catch (JsonException e)
        {
            throw new UnrollException($"{run.ConfigPath}: not the config of a run that can be resumed: {e.Message.ReplaceLineEndings(" ")}", e);
        }
    }
}
