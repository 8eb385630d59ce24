using System.Buffers.Binary;
using BigGustave;

namespace Unroll.Reports.Pictures;

/// <summary>A picture of red, green and blue from 0 to 255, pixel by pixel from the upper left.</summary>
public sealed class RgbPicture
{
    private const int MaxSide = 8192;
    private const long MaxBytes = 64L << 20;

    /// <summary>Wraps pixels.</summary>
    /// <param name="width">Pixels of a row.</param>
    /// <param name="height">Rows.</param>
    /// <param name="pixels">Three bytes a pixel.</param>
    /// <exception cref="ArgumentException">The number of bytes does not fit.</exception>
    public RgbPicture(int width, int height, byte[] pixels)
    {
        ArgumentNullException.ThrowIfNull(pixels);
        if (width <= 0 || height <= 0 || pixels.Length != width * height * 3)
        {
            throw new ArgumentException($"expected {width} by {height} pixels of three bytes, got {pixels.Length} bytes", nameof(pixels));
        }

        Width = width;
        Height = height;
        Pixels = pixels;
    }

    /// <summary>Pixels of a row.</summary>
    public int Width { get; }

    /// <summary>Rows.</summary>
    public int Height { get; }

    /// <summary>Three bytes a pixel.</summary>
    public byte[] Pixels { get; }

    /// <summary>Reads a PNG file; what is transparent is laid on white.</summary>
    /// <exception cref="UnrollException">It is missing, empty, damaged, no PNG, or larger than 8192 pixels or 64 MB.</exception>
    public static RgbPicture Read(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        byte[] file;
        try
        {
            long length = new FileInfo(path).Length;
            if (length > MaxBytes)
            {
                throw new UnrollException($"{path}: {length >> 20} MB, more than the 64 MB that a picture may have; make it smaller");
            }

            file = File.ReadAllBytes(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw new UnrollException($"{path}: the picture cannot be read: {e.Message.ReplaceLineEndings(" ")}", e);
        }

        return Decode(file, path);
    }

    /// <summary>The bytes of a PNG file.</summary>
    public byte[] ToPng()
    {
        // With alpha, as the packer spoils pictures of 17 to some 128 colours without.
        PngBuilder png = PngBuilder.Create(Width, Height, hasAlphaChannel: true);
        for (int i = 0; i < Width * Height; i++)
        {
            png.SetPixel(Pixels[3 * i], Pixels[(3 * i) + 1], Pixels[(3 * i) + 2], i % Width, i / Width);
        }

        return png.Save(new PngBuilder.SaveOptions { AttemptCompression = true });
    }

    /// <summary>
    /// Writes the picture as planes of red, green and blue from -1 to 1, [3, side, side]: squeezed into a square, each number the mean of the
    /// pixels that it covers.
    /// </summary>
    /// <exception cref="ArgumentException">There is no room.</exception>
    public void ToPlanes(int side, Span<float> values)
    {
        if (values.Length != 3 * side * side)
        {
            throw new ArgumentException($"expected room for 3 planes of {side} by {side}, got {values.Length}", nameof(values));
        }

        if (side == Width && side == Height)
        {
            for (int i = 0; i < side * side; i++)
            {
                for (int c = 0; c < 3; c++)
                {
                    values[(c * side * side) + i] = (Pixels[(3 * i) + c] / 127.5f) - 1;
                }
            }

            return;
        }

        for (int y = 0; y < side; y++)
        {
            double top = (double)y * Height / side, bottom = (double)(y + 1) * Height / side;
            for (int x = 0; x < side; x++)
            {
                double left = (double)x * Width / side, right = (double)(x + 1) * Width / side;
                (double red, double green, double blue) = Mean(left, top, right, bottom);
                int i = (y * side) + x;
                values[i] = (float)((red / 127.5) - 1);
                values[(side * side) + i] = (float)((green / 127.5) - 1);
                values[(2 * side * side) + i] = (float)((blue / 127.5) - 1);
            }
        }
    }

    private static RgbPicture Decode(byte[] file, string path)
    {
        ReadOnlySpan<byte> mark = [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A];
        if (file.Length == 0)
        {
            throw new UnrollException($"{path}: the file is empty; expected a PNG picture");
        }

        if (file.Length < 33 || !file.AsSpan().StartsWith(mark))
        {
            throw new UnrollException($"{path}: not a PNG picture; save it as PNG");
        }

        uint width = BinaryPrimitives.ReadUInt32BigEndian(file.AsSpan(16)), height = BinaryPrimitives.ReadUInt32BigEndian(file.AsSpan(20));
        if (width is 0 or > MaxSide || height is 0 or > MaxSide)
        {
            throw new UnrollException($"{path}: {width} by {height} pixels, expected from 1 to {MaxSide} each way");
        }

        try
        {
            Png png = Png.Open(file);
            var pixels = new byte[(int)(width * height * 3)];
            for (int i = 0; i < width * height; i++)
            {
                Pixel p = png.GetPixel((int)(i % width), (int)(i / width));
                pixels[3 * i] = OnWhite(p.R, p.A);
                pixels[(3 * i) + 1] = OnWhite(p.G, p.A);
                pixels[(3 * i) + 2] = OnWhite(p.B, p.A);
            }

            return new RgbPicture((int)width, (int)height, pixels);
        }
        // What the reader throws for damaged bytes differs from fault to fault.
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            throw new UnrollException($"{path}: a damaged PNG picture: {e.Message.ReplaceLineEndings(" ")}", e);
        }
    }

    private static byte OnWhite(byte value, byte alpha) => (byte)((((value * alpha) + (255 * (255 - alpha))) + 127) / 255);

    /// <summary>The mean over a part of the picture, pixels at its edge counted by what lies within.</summary>
    private (double Red, double Green, double Blue) Mean(double left, double top, double right, double bottom)
    {
        double red = 0, green = 0, blue = 0, area = 0;
        for (int y = (int)top; y < Math.Min(Height, (int)Math.Ceiling(bottom)); y++)
        {
            double tall = Math.Min(bottom, y + 1) - Math.Max(top, y);
            for (int x = (int)left; x < Math.Min(Width, (int)Math.Ceiling(right)); x++)
            {
                double weight = tall * (Math.Min(right, x + 1) - Math.Max(left, x));
                int i = 3 * ((y * Width) + x);
                red += weight * Pixels[i];
                green += weight * Pixels[i + 1];
                blue += weight * Pixels[i + 2];
                area += weight;
            }
        }

        return (red / area, green / area, blue / area);
    }
}
