using System.Text;

namespace Unroll.Cli.Tests;

/// <summary>Model files that are not what they were.</summary>
public sealed class DamagedModelTests(TrainedModel model)
{
    [Theory]
    [InlineData(0)]
    [InlineData(5)]
    [InlineData(100)]
    [InlineData(-1)]
    public void ATruncatedModelIsRefused(int length)
    {
        byte[] whole = File.ReadAllBytes(Path.Combine(model.Run, "model.safetensors"));
        using Workplace place = With("model.safetensors", whole[..(length < 0 ? whole.Length + length : length)]);

        AssertRefused(place, "run/model.safetensors");
    }

    [Theory]
    [InlineData(0.0)]
    [InlineData(0.01)]
    [InlineData(0.5)]
    [InlineData(0.999)]
    public void ABitFlippedModelIsRefused(double where)
    {
        byte[] bytes = File.ReadAllBytes(Path.Combine(model.Run, "model.safetensors"));
        bytes[(int)(where * bytes.Length)] ^= 0x10;
        using Workplace place = With("model.safetensors", bytes);

        AssertRefused(place, "run/model.safetensors");
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("{\"task\":\"classify\"}")]
    [InlineData("null")]
    [InlineData("\0\0\0")]
    public void ACorruptedConfigIsRefused(string text)
    {
        using Workplace place = With("config.json", Encoding.UTF8.GetBytes(text));

        AssertRefused(place, "run/config.json");
    }

    [Theory]
    [InlineData("\"units\": 16", "\"units\": -16", "expected a positive integer for `units`")]
    [InlineData("\"units\": 16", "\"units\": 17", "run/model.safetensors")]
    [InlineData("\"units\": 16", "\"units\": \"many\"", "run/config.json")]
    [InlineData("\"units\": 16", "\"units\": 2000000000", "expected at most 16384 for `units`, got 2000000000")]
    [InlineData("\"cell\": \"lstm\"", "\"cell\": \"gru\"", "run/model.safetensors")]
    [InlineData("\"cell\": \"lstm\"", "\"cell\": \"lstn\"", "unknown cell `lstn`")]
    [InlineData("\"embedding\"", "\"imbedding\"", "`embedding` is missing")]
    [InlineData("\"task\": \"classify\"", "\"task\": \"paint\"", "a model of kind `paint`")]
    public void AnEditedConfigIsRefused(string old, string replaced, string expected)
    {
        string config = File.ReadAllText(Path.Combine(model.Run, "config.json"));
        Assert.Contains(old, config, StringComparison.Ordinal);
        using Workplace place = With("config.json", Encoding.UTF8.GetBytes(config.Replace(old, replaced, StringComparison.Ordinal)));

        AssertRefused(place, expected);
    }

    [Fact]
    public void ARunWithoutWeightsSaysHowToGetThem()
    {
        using var place = new Workplace();
        place.Copy(model.Run, "run");
        File.Delete(place["run/model.safetensors"]);

        Cli.Run(place.Folder, "predict", "run", "Kalsen").FailedWith(1, "no model.safetensors yet", "unroll resume run");
    }

    private static void AssertRefused(Workplace place, string expected)
    {
        Cli.Run(place.Folder, "predict", "run", "Kalsen").FailedWith(1, expected);
        Cli.Run(place.Folder, "export", "run", "weights.safetensors", "--json").FailedWith(1, expected);
        place.AssertUntouched();
    }

    private Workplace With(string name, byte[] content)
    {
        var place = new Workplace();
        place.Copy(model.Run, "run");
        place.Write($"run/{name}", content);
        return place;
    }
}
