using Unroll.Formats;

namespace Unroll.Recipes;

/// <summary>
/// What a vision model made of pictures, from a .npy file or the array <c>features</c> of a .npz file: [pictures, features],
/// [pictures, positions, features], or [pictures, channels, height, width] as convolutional networks give it.
/// </summary>
internal sealed class PictureFeatures
{
    private const string Expected = "expected [pictures, features], [pictures, positions, features] or [pictures, channels, height, width]";
    private readonly float[] _values;

    private PictureFeatures(float[] values, int pictures, int positions, int features)
    {
        _values = values;
        Pictures = pictures;
        Positions = positions;
        Features = features;
    }

    public int Pictures { get; }

    public int Positions { get; }

    public int Features { get; }

    /// <summary>Reads a file.</summary>
    /// <exception cref="UnrollException">It cannot be read, has another form, or holds a number that is not finite.</exception>
    public static PictureFeatures Read(string path)
    {
        NpyArray array = Array(path);
        if (array.Shape.Length is < 2 or > 4 || array.Shape.Any(e => e <= 0))
        {
            throw new UnrollException($"{path}: features of shape [{string.Join(", ", array.Shape)}], {Expected}");
        }

        float[] values = array.ToSingles();
        int bad = System.Array.FindIndex(values, v => !float.IsFinite(v));
        if (bad >= 0)
        {
            throw new UnrollException($"{path}: number {bad} of the features is not finite; make the features again");
        }

        int pictures = array.Shape[0];
        return array.Shape.Length switch
        {
            2 => new PictureFeatures(values, pictures, 1, array.Shape[1]),
            3 => new PictureFeatures(values, pictures, array.Shape[1], array.Shape[2]),
            _ => new PictureFeatures(
                Turned(values, pictures, array.Shape[1], array.Shape[2] * array.Shape[3]), pictures, array.Shape[2] * array.Shape[3],
                array.Shape[1]),
        };
    }

    /// <summary>Writes what was made of a picture, [positions, features].</summary>
    public void Copy(int picture, Span<float> values) => _values.AsSpan(picture * Positions * Features, Positions * Features).CopyTo(values);

    private static NpyArray Array(string path)
    {
        if (path.EndsWith(".npy", StringComparison.OrdinalIgnoreCase))
        {
            return Npy.Read(path);
        }

        IReadOnlyDictionary<string, NpyArray> arrays = Npz.Read(path);
        return arrays.TryGetValue("features", out NpyArray? found) ? found
            : arrays.Count == 1 ? arrays.Values.First()
            : throw new UnrollException(
                $"{path}: no array `features`; it has {(arrays.Count == 0 ? "none" : string.Join(", ", arrays.Keys))}");
    }

    /// <summary>Channel by channel to position by position.</summary>
    private static float[] Turned(float[] values, int pictures, int channels, int positions)
    {
        var turned = new float[values.Length];
        for (int n = 0; n < pictures; n++)
        {
            int start = n * channels * positions;
            for (int c = 0; c < channels; c++)
            {
                for (int p = 0; p < positions; p++)
                {
                    turned[start + (p * channels) + c] = values[start + (c * positions) + p];
                }
            }
        }

        return turned;
    }
}
