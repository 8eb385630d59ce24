namespace Unroll.Tests.Recurrent.Reference;

/// <summary>What a naive run went through.</summary>
internal sealed class ReferenceTrace
{
    /// <summary>The gates by step, column and unit.</summary>
    public List<double[][]> Gates { get; } = [];

    /// <summary>The states after each step by step, state and unit.</summary>
    public List<double[][]> States { get; } = [];

    /// <summary>The states after the last step.</summary>
    public required double[][] Final { get; set; }
}
