using System.Buffers.Binary;

namespace Unroll.Data.Strokes;

/// <summary>An array of numpy inside of a pickle.</summary>
internal sealed class PickledArray
{
    public long[] Shape { get; set; } = [];

    public string Type { get; set; } = "";

    public bool BigEndian { get; set; }

    public bool Fortran { get; set; }

    public byte[]? Data { get; set; }

    public List<object?>? Items { get; set; }

    public long Columns => Shape.Length == 2 ? Shape[1] : 1;

    /// <exception cref="UnrollException">The numbers are of another kind, or not as many as the shape says.</exception>
    public float[] ToSingles(string name)
    {
        int size = Type switch { "i1" => 1, "i2" or "f2" => 2, "i4" or "f4" => 4, "i8" or "f8" => 8, _ => 0 };
        long count = 1;
        foreach (long extent in Shape)
        {
            count = extent is >= 0 and < 1 << 24 ? count * extent : -1;
        }

        if (Data is null || size == 0 || Fortran || count is < 0 or > 1 << 28 || count * size != Data.Length)
        {
            throw new UnrollException(
                $"{name}: an array of type {Quote.Text(Type)} and shape [{string.Join(", ", Shape)}] with {Data?.Length ?? 0} bytes; expected rows of int16 or float");
        }

        var values = new float[count];
        Span<byte> number = stackalloc byte[8];
        for (int i = 0; i < values.Length; i++)
        {
            Data.AsSpan(i * size, size).CopyTo(number);
            if (BigEndian)
            {
                number[..size].Reverse();
            }

            values[i] = Type switch
            {
                "i1" => (sbyte)number[0],
                "i2" => BinaryPrimitives.ReadInt16LittleEndian(number),
                "f2" => (float)BinaryPrimitives.ReadHalfLittleEndian(number),
                "i4" => BinaryPrimitives.ReadInt32LittleEndian(number),
                "f4" => BinaryPrimitives.ReadSingleLittleEndian(number),
                "i8" => BinaryPrimitives.ReadInt64LittleEndian(number),
                _ => (float)BinaryPrimitives.ReadDoubleLittleEndian(number),
            };
            if (!float.IsFinite(values[i]))
            {
                throw new UnrollException($"{name}: an array holds {values[i]}");
            }
        }

        return values;
    }
}
