using System.Buffers.Binary;

namespace Unroll.Data;

/// <summary>Sound from a WAV file, one channel.</summary>
/// <param name="Rate">Samples a second.</param>
/// <param name="Samples">The samples, from -1 to 1; several channels are averaged.</param>
public sealed record WavAudio(int Rate, float[] Samples)
{
    private const ushort Pcm = 1, Float = 3, Extensible = 0xFFFE;

    /// <summary>Reads a WAV file: PCM of 8, 16, 24 or 32 bits, or 32-bit floats.</summary>
    /// <exception cref="UnrollException">The file cannot be read, or is not such a file; the message names the byte.</exception>
    public static WavAudio Read(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return Parse(Formats.FileErrors.ReadAllBytes(path), path);
    }

    /// <summary>The same from bytes.</summary>
    /// <param name="bytes">The whole file.</param>
    /// <param name="source">What messages call it.</param>
    /// <exception cref="UnrollException">The bytes are not such a file.</exception>
    public static WavAudio Parse(ReadOnlySpan<byte> bytes, string source)
    {
        if (bytes.Length < 12 || !bytes[..4].SequenceEqual("RIFF"u8) || !bytes.Slice(8, 4).SequenceEqual("WAVE"u8))
        {
            throw new UnrollException($"{source}: not a WAV file: it does not begin with RIFF and WAVE");
        }

        Format? format = null;
        for (int at = 12; at + 8 <= bytes.Length;)
        {
            ReadOnlySpan<byte> id = bytes.Slice(at, 4);
            uint size = BinaryPrimitives.ReadUInt32LittleEndian(bytes[(at + 4)..]);
            int left = bytes.Length - at - 8;
            if (id.SequenceEqual("data"u8))
            {
                // Recorders that could not seek back leave the size at 0 or at its maximum: then the sound is the rest of the file.
                bool open = size is 0 or uint.MaxValue;
                if (!open && size > left)
                {
                    throw new UnrollException($"{source}, byte {at}: the sound should have {size} bytes, but only {left} follow; the file is cut off");
                }

                return Decode(bytes.Slice(at + 8, open ? left : (int)size), format ?? throw new UnrollException($"{source}, byte {at}: sound before its format"), source);
            }

            if (size > left)
            {
                throw new UnrollException($"{source}, byte {at}: a chunk of {size} bytes, but only {left} follow; the file is cut off");
            }

            if (id.SequenceEqual("fmt "u8))
            {
                format = Format.Read(bytes.Slice(at + 8, (int)size), source, at);
            }

            at = checked(at + 8 + (int)size + (int)(size & 1));
        }

        throw new UnrollException($"{source}: a WAV file without sound: there is no data chunk");
    }

    /// <summary>The bytes of a 16-bit file with this sound; samples beyond -1 and 1 are clipped.</summary>
    public byte[] ToBytes()
    {
        var bytes = new byte[44 + (2 * Samples.Length)];
        "RIFF"u8.CopyTo(bytes);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(4), bytes.Length - 8);
        "WAVEfmt "u8.CopyTo(bytes.AsSpan(8));
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(16), 16);
        BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(20), Pcm);
        BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(22), 1);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(24), Rate);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(28), 2 * Rate);
        BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(32), 2);
        BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(34), 16);
        "data"u8.CopyTo(bytes.AsSpan(36));
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(40), 2 * Samples.Length);
        for (int i = 0; i < Samples.Length; i++)
        {
            BinaryPrimitives.WriteInt16LittleEndian(
                bytes.AsSpan(44 + (2 * i)), (short)Math.Clamp(MathF.Round(Samples[i] * 32768), short.MinValue, short.MaxValue));
        }

        return bytes;
    }

    private static WavAudio Decode(ReadOnlySpan<byte> data, Format format, string source)
    {
        int width = format.Bits / 8, frame = width * format.Channels;
        if (data.Length < frame)
        {
            throw new UnrollException($"{source}: a WAV file without sound: its data chunk holds {data.Length} bytes");
        }

        var samples = new float[data.Length / frame];
        for (int i = 0; i < samples.Length; i++)
        {
            double sum = 0;
            for (int c = 0; c < format.Channels; c++)
            {
                ReadOnlySpan<byte> at = data.Slice((i * frame) + (c * width), width);
                sum += (format.Bits, format.IsFloat) switch
                {
                    (8, _) => (at[0] - 128) / 128.0,
                    (16, _) => BinaryPrimitives.ReadInt16LittleEndian(at) / 32768.0,
                    (24, _) => ((at[0] << 8) | (at[1] << 16) | (at[2] << 24)) / 2147483648.0,
                    (32, true) => BinaryPrimitives.ReadSingleLittleEndian(at),
                    _ => BinaryPrimitives.ReadInt32LittleEndian(at) / 2147483648.0,
                };
            }

            samples[i] = (float)(sum / format.Channels);
            if (!float.IsFinite(samples[i]))
            {
                throw new UnrollException($"{source}: sample {i} is not a finite number");
            }
        }

        return new WavAudio(format.Rate, samples);
    }

    private readonly record struct Format(int Rate, int Channels, int Bits, bool IsFloat)
    {
        public static Format Read(ReadOnlySpan<byte> chunk, string source, int at)
        {
            if (chunk.Length < 16)
            {
                throw new UnrollException($"{source}, byte {at}: a format of {chunk.Length} bytes, expected at least 16");
            }

            int tag = BinaryPrimitives.ReadUInt16LittleEndian(chunk), channels = BinaryPrimitives.ReadUInt16LittleEndian(chunk[2..]);
            int bits = BinaryPrimitives.ReadUInt16LittleEndian(chunk[14..]);
            uint rate = BinaryPrimitives.ReadUInt32LittleEndian(chunk[4..]);
            if (tag == Extensible && chunk.Length >= 26)
            {
                tag = BinaryPrimitives.ReadUInt16LittleEndian(chunk[24..]);
            }

            bool known = (tag == Pcm && bits is 8 or 16 or 24 or 32) || (tag == Float && bits == 32);
            if (!known)
            {
                throw new UnrollException(
                    $"{source}, byte {at}: format {tag} with {bits} bits; expected PCM of 8, 16, 24 or 32 bits or 32-bit floats; convert the file first");
            }

            return channels is > 0 and <= 64 && rate is > 0 and <= 1_000_000
                ? new Format((int)rate, channels, bits, tag == Float)
                : throw new UnrollException($"{source}, byte {at}: {channels} channels at {rate} samples a second make no sound");
        }
    }
}
