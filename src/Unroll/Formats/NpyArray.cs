namespace Unroll.Formats;

/// <summary>An array as NumPy stores it: a shape and float, double, int, long, short or byte values in row-major (C) order.</summary>
public sealed class NpyArray
{
    /// <summary>Takes ownership of <paramref name="data"/> (no copy).</summary>
    /// <param name="shape">The extents; empty for a scalar.</param>
    /// <param name="data">float[], double[], int[], long[], short[] or byte[], as many values as the shape holds.</param>
    /// <exception cref="ArgumentException">The shape does not match, or the element type is another one.</exception>
    public NpyArray(int[] shape, Array data)
    {
        ArgumentNullException.ThrowIfNull(data);
        RawArray.CheckShape("data", shape, data.Length);
        Descr = DescrOf(data) ?? throw new ArgumentException(
            $"expected float[], double[], int[], long[], short[] or byte[], got {data.GetType().Name}", nameof(data));
        Shape = [.. shape];
        Data = data;
    }

    /// <summary>The extents, outermost first; empty for a scalar.</summary>
    public int[] Shape { get; }

    /// <summary>The values: float[], double[], int[], long[], short[] or byte[].</summary>
    public Array Data { get; }

    /// <summary>NumPy's name of the element type, for example <c>&lt;f4</c>.</summary>
    internal string Descr { get; }

    /// <summary>The values as float32: the array itself if it is float32, else a converted copy.</summary>
    public float[] ToSingles() => Data as float[] ?? Data switch
    {
        double[] values => Array.ConvertAll(values, value => (float)value),
        int[] values => Array.ConvertAll(values, value => (float)value),
        long[] values => Array.ConvertAll(values, value => (float)value),
        short[] values => Array.ConvertAll(values, value => (float)value),
        _ => Array.ConvertAll((byte[])Data, value => (float)value),
    };

    // By exact type: a pattern would take uint[] for int[], and so on.
    private static string? DescrOf(Array data)
    {
        Type type = data.GetType();
        return type == typeof(float[]) ? "<f4"
            : type == typeof(double[]) ? "<f8"
            : type == typeof(int[]) ? "<i4"
            : type == typeof(long[]) ? "<i8"
            : type == typeof(short[]) ? "<i2"
            : type == typeof(byte[]) ? "|u1"
            : null;
    }
}
