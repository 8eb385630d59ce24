using System.Buffers;
using System.Text;

namespace Unroll.Benchmarks.Onnx;

/// <summary>A protocol buffer message under construction: as much of the wire format as an ONNX model needs.</summary>
internal sealed class ProtoMessage
{
    private const int VarintType = 0, BytesType = 2;

    private readonly ArrayBufferWriter<byte> _bytes = new();

    public ProtoMessage Add(int field, long value)
    {
        Varint((ulong)((field << 3) | VarintType));
        Varint((ulong)value);
        return this;
    }

    public ProtoMessage Add(int field, string value) => Add(field, Encoding.UTF8.GetBytes(value));

    public ProtoMessage Add(int field, ProtoMessage value) => Add(field, value.ToArray());

    public ProtoMessage Add(int field, ReadOnlySpan<byte> value)
    {
        Varint((ulong)((field << 3) | BytesType));
        Varint((ulong)value.Length);
        _bytes.Write(value);
        return this;
    }

    public byte[] ToArray() => _bytes.WrittenSpan.ToArray();

    private void Varint(ulong value)
    {
        for (; value >= 0x80; value >>= 7)
        {
            _bytes.Write([(byte)(value | 0x80)]);
        }

        _bytes.Write([(byte)value]);
    }
}
