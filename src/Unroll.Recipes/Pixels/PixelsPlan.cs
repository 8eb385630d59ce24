using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Unroll.Numerics;
using Unroll.Training;

namespace Unroll.Recipes;

/// <summary>Everything that a run does, every default spelled out: the part of config.json that it is resumed from.</summary>
internal sealed record PixelsPlan(
    string? Data, bool[] Permuted, bool ByPixel, string Cell, int Units, int Layers, float Dropout, int Epochs, int Batch, float LearningRate, float Clip,
    int Shift, int Drawn, ulong Seed, double? Minutes, bool Recompute = false)
{
    private static readonly JsonSerializerOptions Format = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    /// <summary>What <c>--set</c> understands.</summary>
    public static IReadOnlyList<RecipeSetting> Settings { get; } =
    [
        new("order", "sequential,permuted", "pixels in their order, in one random order that is the same for all images, or both, one training each"),
        new("steps", "rows", "rows: 28 steps of 28 pixels; pixels: 784 steps of one"),
        new("shift", "2", "pixels by which training images are shifted at random; 0 for none"),
    ];

    /// <summary>Numbers of a step.</summary>
    [JsonIgnore]
    public int Features => ByPixel ? 1 : PixelsData.Side;

    /// <exception cref="UnrollException">A setting is unknown or out of range.</exception>
    public static PixelsPlan Of(RunOptions options)
    {
        var set = new SettingReader(options.Set, Settings);
        string steps = options.Set.GetValueOrDefault("steps", "rows");
        string shift = options.Set.GetValueOrDefault("shift", "2");
        bool byPixel = steps == "pixels" || (steps == "rows" ? false : throw SettingReader.Expected("rows or pixels", "steps", steps));
        bool[] permuted = [.. set.List("order", options.Quick ? "sequential" : "sequential,permuted").Select(Order).Distinct()];
        return new PixelsPlan(
            options.Data, permuted.Length > 0 ? permuted : throw SettingReader.Expected("sequential or permuted", "order", "nothing"), byPixel,
            Recurrent.Cell.Parse(options.Cell ?? "gru").Name, options.Units ?? (options.Quick ? 48 : 128), options.Layers ?? 1, options.Dropout ?? 0.2f,
            options.Epochs ?? (options.Quick ? 4 : byPixel ? 12 : 30), options.Batch ?? 64, options.LearningRate ?? 2e-3f, options.Clip ?? 1,
            shift == "0" ? 0 : Math.Min(set.Positive("shift", 2), PixelsData.Side / 2), options.Quick ? 1000 : 3000, options.Seed, options.Minutes,
            options.Recompute);
    }

    /// <summary>The order in which the pixels of a training are read.</summary>
    public int[] PixelOrder(bool permuted)
    {
        int[] order = [.. Enumerable.Range(0, PixelsData.Side * PixelsData.Side)];
        if (permuted)
        {
            new RngSequence(Seed, RandomPurpose.Split, stream: 1).Shuffle(order.AsSpan());
        }

        return order;
    }

    /// <summary>config.json of the run.</summary>
    public string Config()
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Indented = true, NewLine = "\n" }))
        {
            json.WriteStartObject();
            json.WriteNumber("format", 1);
            json.WriteString("task", "pixels");
            json.WriteString("recipe", "pixels");
            json.WritePropertyName("pixels");
            JsonSerializer.Serialize(json, this, Format);
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.ToArray()) + "\n";
    }

    /// <summary>Reads the plan of a run.</summary>
    /// <exception cref="UnrollException">config.json is not that of this recipe.</exception>
    public static PixelsPlan Read(RunFolder run) => SeriesConfig.Read<PixelsPlan>(run, "pixels", Format);

    private static bool Order(string text) =>
        text == "permuted" || (text == "sequential" ? false : throw SettingReader.Expected("sequential or permuted", "order", text));
}
