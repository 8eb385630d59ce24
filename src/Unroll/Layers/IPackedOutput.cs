namespace Unroll.Layers;

/// <summary>An output layer with its weights packed once, for few rows again and again.</summary>
internal interface IPackedOutput
{
    /// <summary>Hidden states [rows, units] to logits [rows, V]; the same bits for a row alone and beside others.</summary>
    void Apply(ReadOnlySpan<float> hidden, Span<float> logits);
}
