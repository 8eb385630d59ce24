using System.Buffers.Binary;
using System.Text;
using Unroll.Data;

namespace Unroll.Tests.Data;

public sealed class WavAudioTests
{
    [Theory]
    [InlineData(1, 8, 1.0 / 128)]
    [InlineData(1, 16, 1.0 / 32768)]
    [InlineData(1, 24, 1e-6)]
    [InlineData(1, 32, 1e-7)]
    [InlineData(3, 32, 1e-7)]
    public void EveryFormatGivesTheSameSound(int tag, int bits, double within)
    {
        double[] sound = [0, 0.5, -0.25, -1, 0.9];
        WavAudio audio = WavAudio.Parse(Make(tag, bits, 1, sound), "x.wav");
        Assert.Equal(8000, audio.Rate);
        Assert.Equal(sound.Length, audio.Samples.Length);
        Assert.All(sound.Zip(audio.Samples), p => Assert.Equal(p.First, p.Second, within));
    }

    [Fact]
    public void ChannelsAreAveragedAndUnknownChunksSkipped()
    {
        byte[] stereo = Make(1, 16, 2, [0.5, -0.25, 0.25, 0.75]);
        byte[] list = [.. stereo.AsSpan(0, 12), .. "LIST"u8, 3, 0, 0, 0, 1, 2, 3, 0, .. stereo.AsSpan(12)];
        Assert.Equal([0.125f, 0.5f], WavAudio.Parse(list, "x.wav").Samples);
    }

    [Fact]
    public void WhatIsWrittenIsReadBack()
    {
        var audio = new WavAudio(16000, [0, 0.25f, -0.5f, 2, -2]);
        WavAudio read = WavAudio.Parse(audio.ToBytes(), "x.wav");
        Assert.Equal(16000, read.Rate);
        Assert.Equal([0, 0.25f, -0.5f, 32767f / 32768, -1], read.Samples);
    }

    [Fact]
    public void AnEmptyFileAndEveryCutAreOneLine()
    {
        byte[] whole = Make(1, 16, 1, [0.5, -0.25, 0.25, 0.75]);
        for (int length = 0; length < whole.Length; length++)
        {
            UnrollException e = Assert.Throws<UnrollException>(() => WavAudio.Parse(whole.AsSpan(0, length), "x.wav"));
            Assert.StartsWith("x.wav", e.Message, StringComparison.Ordinal);
            Assert.DoesNotContain('\n', e.Message);
        }
    }

    [Fact]
    public void RandomDamageIsNeverAnotherError()
    {
        byte[] whole = Make(1, 16, 1, [0.5, -0.25, 0.25, 0.75]);
        var random = new Random(2);
        for (int i = 0; i < 5000; i++)
        {
            byte[] damaged = [.. whole];
            for (int k = random.Next(1, 4); k > 0; k--)
            {
                damaged[random.Next(damaged.Length)] = (byte)random.Next(256);
            }

            try
            {
                Assert.NotEmpty(WavAudio.Parse(damaged, "x.wav").Samples);
            }
            catch (UnrollException)
            {
            }
        }
    }

    [Fact]
    public void AFormatThatCannotBeReadIsNamed()
    {
        UnrollException e = Assert.Throws<UnrollException>(() => WavAudio.Parse(Make(6, 8, 1, [0]), "a.wav"));
        Assert.Equal("a.wav, byte 12: format 6 with 8 bits; expected PCM of 8, 16, 24 or 32 bits or 32-bit floats; convert the file first", e.Message);
    }

    private static byte[] Make(int tag, int bits, int channels, double[] sound)
    {
        var data = new List<byte>();
        foreach (double v in sound)
        {
            byte[] four = new byte[4];
            switch (bits, tag)
            {
                case (8, _):
                    data.Add((byte)Math.Clamp(Math.Round(v * 128) + 128, 0, 255));
                    break;
                case (16, _):
                    BinaryPrimitives.WriteInt16LittleEndian(four, (short)(v * 32768));
                    data.AddRange(four[..2]);
                    break;
                case (24, _):
                    BinaryPrimitives.WriteInt32LittleEndian(four, (int)(v * 8388608));
                    data.AddRange(four[..3]);
                    break;
                case (32, 3):
                    BinaryPrimitives.WriteSingleLittleEndian(four, (float)v);
                    data.AddRange(four);
                    break;
                default:
                    BinaryPrimitives.WriteInt32LittleEndian(four, (int)(v * 2147483648));
                    data.AddRange(four);
                    break;
            }
        }

        using var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream, Encoding.ASCII);
        writer.Write("RIFF"u8);
        writer.Write(36 + data.Count);
        writer.Write("WAVEfmt "u8);
        writer.Write(16);
        writer.Write((ushort)tag);
        writer.Write((ushort)channels);
        writer.Write(8000);
        writer.Write(8000 * channels * bits / 8);
        writer.Write((ushort)(channels * bits / 8));
        writer.Write((ushort)bits);
        writer.Write("data"u8);
        writer.Write(data.Count);
        writer.Write([.. data]);
        return stream.ToArray();
    }
}
