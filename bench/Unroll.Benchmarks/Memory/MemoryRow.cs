using System.Globalization;

namespace Unroll.Benchmarks.Memory;

/// <summary>One layer whose training is measured: a name such as "lstm T100 B64 I256 H256".</summary>
internal sealed record MemoryRow(string Layer, int T, int B, int I, int H)
{
    /// <summary>The name.</summary>
    public string Name => string.Create(CultureInfo.InvariantCulture, $"{Layer} T{T} B{B} I{I} H{H}");

    /// <summary>Against libtorch.</summary>
    public static IReadOnlyList<MemoryRow> AgainstPeer { get; } = [.. Layers("lstm", "gru", "elman").Select(l => new MemoryRow(l, 100, 64, 256, 256))];

    /// <summary>Long sequences, with and without recomputation.</summary>
    public static IReadOnlyList<MemoryRow> Long { get; } =
        [.. Layers("lstm", "gru").SelectMany(l => new[] { new MemoryRow(l, 1000, 64, 256, 256), new MemoryRow(l, 4000, 16, 64, 128) })];

    private static string[] Layers(params string[] names) => names;
}
