using System.Text.Json;

namespace Unroll.Tests.Golden;

/// <summary>One case of recurrent.json: what PyTorch was given and what it answered, as tests/golden/recurrent.py wrote it.</summary>
internal sealed class GoldenRecurrentCase(JsonElement json)
{
    public static readonly IReadOnlyList<GoldenRecurrentCase> All = Load();

    public string Kind => json.GetProperty("kind").GetString()!;

    public int Layers => json.GetProperty("layers").GetInt32();

    public int Directions => json.GetProperty("bidirectional").GetBoolean() ? 2 : 1;

    public int Inputs => json.GetProperty("inputs").GetInt32();

    public int Units => json.GetProperty("units").GetInt32();

    public int[] Lengths => [.. json.GetProperty("lengths").EnumerateArray().Select(n => n.GetInt32())];

    public IEnumerable<string> ParameterNames => json.GetProperty("parameters").EnumerateObject().Select(p => p.Name);

    public double[] Parameter(string name) => Numbers(json.GetProperty("parameters").GetProperty(name));

    public double[] Gradient(string name) => Numbers(json.GetProperty("gradients").GetProperty(name));

    /// <summary>Rows of [length, features], or states of [layers * directions, batch, units].</summary>
    public double[][] Lists(string name) => [.. json.GetProperty(name).EnumerateArray().Select(Numbers)];

    public override string ToString() => $"{Kind}, {Layers} layers, {Directions} directions";

    private static double[] Numbers(JsonElement list) => [.. list.EnumerateArray().Select(v => v.GetDouble())];

    private static GoldenRecurrentCase[] Load()
    {
        using Stream stream = typeof(GoldenRecurrentCase).Assembly.GetManifestResourceStream("Golden/recurrent.json")!;
        using JsonDocument document = JsonDocument.Parse(stream);
        return [.. document.RootElement.EnumerateArray().Select(c => new GoldenRecurrentCase(c.Clone()))];
    }
}
