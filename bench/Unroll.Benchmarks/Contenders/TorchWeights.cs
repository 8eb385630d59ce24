using Unroll.Formats;
using static TorchSharp.torch;

namespace Unroll.Benchmarks.Contenders;

/// <summary>Gives a TorchSharp module our weights.</summary>
internal static class TorchWeights
{
    public static void Load(nn.Module module, IReadOnlyList<NamedArray> weights)
    {
        using IDisposable frozen = no_grad();
        Dictionary<string, NamedArray> named = weights.ToDictionary(w => w.Name);
        int loaded = 0;
        foreach (var (name, parameter) in module.named_parameters())
        {
            NamedArray array = named.TryGetValue(name, out NamedArray? found)
                ? found
                : throw new UnrollException($"no weight `{name}` for TorchSharp's module");
            using Tensor values = tensor(array.Data, Array.ConvertAll(array.Shape, e => (long)e));
            parameter.copy_(values).DetachFromDisposeScope();
            loaded++;
        }

        if (loaded != weights.Count)
        {
            throw new UnrollException($"TorchSharp's module took {loaded} of {weights.Count} weights");
        }
    }
}
