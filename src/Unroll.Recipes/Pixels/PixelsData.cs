using Unroll.Data;
using Unroll.Numerics;

namespace Unroll.Recipes;

/// <summary>Images of digits, 28 by 28 pixels: the 10,000 test images of MNIST where they are, else digits drawn by a program.</summary>
internal sealed class PixelsData
{
    /// <summary>Pixels of a side.</summary>
    public const int Side = 28;

    private PixelsData(byte[][] images, int[] labels, string source, ulong seed)
    {
        Images = images;
        Labels = labels;
        Source = source;
        int[] order = [.. Enumerable.Range(0, images.Length)];
        new RngSequence(seed, RandomPurpose.Split).Shuffle(order.AsSpan());

        // A fifth is the test; it chooses nothing.
        Test = order[..(images.Length / 5)];
        Train = order[(images.Length / 5)..];
    }

    /// <summary>The images, row-major.</summary>
    public byte[][] Images { get; }

    /// <summary>The digits.</summary>
    public int[] Labels { get; }

    /// <summary>Where they came from.</summary>
    public string Source { get; }

    /// <summary>The images of training.</summary>
    public int[] Train { get; }

    /// <summary>The images of the test.</summary>
    public int[] Test { get; }

    /// <summary>Finds the data.</summary>
    /// <param name="path">The folder given with <c>--data</c>, or the word sample; null to look for it.</param>
    /// <param name="seed">The seed of the split.</param>
    /// <param name="drawn">Images of the built-in data.</param>
    /// <exception cref="UnrollException">There is nothing at the path, or a file is damaged.</exception>
    public static PixelsData Load(string? path, ulong seed, int drawn)
    {
        DataLocation? location = path == "sample" ? null : DataStore.Default.Resolve(DataSets.MnistTest, path);
        if (location?.Path is null)
        {
            (byte[][] images, int[] labels) = DrawnDigits.Make(drawn);
            return new PixelsData(images, labels, location?.Description ?? "built-in: digits drawn by a program", seed);
        }

        string imagesPath = Find(location.Path, "images"), labelsPath = Find(location.Path, "labels");
        IdxArray pixels = IdxArray.Read(imagesPath), digits = IdxArray.Read(labelsPath);
        if (pixels.Extents is not [_, Side, Side])
        {
            throw new UnrollException($"{imagesPath}: extents {string.Join(" x ", pixels.Extents)}, expected images of {Side} by {Side}");
        }

        if (digits.Extents.Length != 1 || digits.Extents[0] != pixels.Extents[0] || digits.Values.Any(d => d > 9) || digits.Extents[0] < 10)
        {
            throw new UnrollException($"{labelsPath}: expected {pixels.Extents[0]} labels from 0 to 9, one for each image (at least ten)");
        }

        return new PixelsData(
            [.. Enumerable.Range(0, pixels.Extents[0]).Select(i => pixels.Values[(i * Side * Side)..((i + 1) * Side * Side)])],
            [.. digits.Values.Select(d => (int)d)], location.Description, seed);
    }

    private static string Find(string folder, string what) =>
        (Directory.Exists(folder) ? Directory.EnumerateFiles(folder, $"*{what}*idx*").Order(StringComparer.Ordinal).FirstOrDefault() : null)
        ?? throw new UnrollException($"{folder}: expected a folder with t10k-images-idx3-ubyte.gz and t10k-labels-idx1-ubyte.gz; there is no file of {what}");
}
