using Unroll.Formats;
using Unroll.Layers;
using Unroll.Tests.Formats;
using Unroll.Training;

namespace Unroll.Tests.Training;

public sealed class RunWeightsTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_model_gets_the_weights_of_the_run_before_it_is_tried_out()
    {
        Linear saved = Save(512);
        Linear loaded = RunWeights.Load(RunFolder.Open(_folder.Path), () => new Linear(512, 512), model => Assert.Equal(Weights(saved), Weights(model)));
        Assert.Equal(Weights(saved), Weights(loaded));
    }

    [Fact]
    public void Damage_is_what_is_reported_whatever_it_does_to_the_trial()
    {
        Save(512);
        string path = _folder.File("model.safetensors");
        byte[] bytes = File.ReadAllBytes(path);
        bytes[^5] ^= 0x40;
        File.WriteAllBytes(path, bytes);
        string message = OneLine.Of(() => RunWeights.Load(
            RunFolder.Open(_folder.Path), () => new Linear(512, 512), _ => throw new InvalidOperationException("not a number")));
        Assert.Contains("its data does not match its SHA-256", message, StringComparison.Ordinal);
        Assert.Equal(message, OneLine.Of(() => Safetensors.Read(path)));
    }

    [Fact]
    public void Weights_of_another_shape_and_missing_ones_are_refused()
    {
        Save(8);
        Assert.Contains("has shape", OneLine.Of(() => RunWeights.Load(RunFolder.Open(_folder.Path), () => new Linear(8, 9))), StringComparison.Ordinal);
        File.Delete(_folder.File("model.safetensors"));
        RunFolder run = RunFolder.Open(_folder.Path);
        Assert.Contains("has no model.safetensors yet", OneLine.Of(() => RunWeights.Load(run, () => new Linear(8, 8))), StringComparison.Ordinal);
        Assert.Equal("config", OneLine.Of(() => RunWeights.Load<Linear>(run, () => throw new UnrollException("config"))));
    }

    private Linear Save(int units)
    {
        var model = new Linear(units, units);
        model.Initialize(7);
        File.WriteAllText(_folder.File("config.json"), "{}");
        Safetensors.Write(_folder.File("model.safetensors"), model.Export());
        return model;
    }

    private static IEnumerable<float> Weights(Linear model) => model.Export().SelectMany(array => array.Data);
}
