namespace Unroll.Layers;

/// <summary>A linear output layer, behind a projection where one is given. Its buffer makes it the property of one thread.</summary>
internal sealed class PackedProjectedLinear(PackedLinear? projection, PackedLinear output) : IPackedOutput
{
    private float[] _features = [];

    public void Apply(ReadOnlySpan<float> hidden, Span<float> logits)
    {
        if (projection is null)
        {
            output.Apply(hidden, logits);
            return;
        }

        int count = hidden.Length / projection.Inputs * projection.Outputs;
        if (_features.Length < count)
        {
            _features = new float[count];
        }

        projection.Apply(hidden, _features.AsSpan(0, count));
        output.Apply(_features.AsSpan(0, count), logits);
    }
}
