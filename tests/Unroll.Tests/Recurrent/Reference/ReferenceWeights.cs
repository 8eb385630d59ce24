namespace Unroll.Tests.Recurrent.Reference;

/// <summary>The weights of one direction of one layer in double, flat and row-major as the layer keeps them.</summary>
internal sealed class ReferenceWeights
{
    public required int Inputs { get; init; }

    public required int Units { get; init; }

    /// <summary>[input blocks * H, I].</summary>
    public required double[] Input { get; init; }

    /// <summary>[hidden blocks * H, H].</summary>
    public required double[] Hidden { get; init; }

    /// <summary>[columns * H].</summary>
    public required double[] Bias { get; init; }

    /// <summary>[unit parameters, H].</summary>
    public required double[] Unit { get; init; }

    /// <summary>[columns * H]; null for no layer norm.</summary>
    public required double[]? Gain { get; init; }
}
