using System.Buffers.Binary;
using System.Text;
using CsCheck;
using Unroll.Formats;

namespace Unroll.Tests.Formats;

public sealed class SafetensorsTests
{
    /// <summary>A file put together by hand, as a Python program would write it.</summary>
    internal static byte[] File(string header, params byte[] data)
    {
        byte[] json = Encoding.UTF8.GetBytes(header);
        byte[] length = new byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(length, json.Length);
        return [.. length, .. json, .. data];
    }

    [Fact]
    public void A_file_from_python_loads()
    {
        // One F32 [2,2] after one F32 scalar, header in another order than the data, spaces, an escape, no checksum.
        byte[] file = File(
            """{"__metadata__":{"format":"pt"}, "w\u0065ight":{"dtype":"F32","shape":[2,2],"data_offsets":[4,20]},"bias":{"data_offsets":[0,4],"shape":[],"dtype":"F32"} }  """,
            0x00, 0x00, 0x80, 0x3f, 0x00, 0x00, 0x00, 0x40, 0x00, 0x00, 0x40, 0x40, 0x00, 0x00, 0x80, 0xc0, 0xdb, 0x0f, 0x49, 0x40);
        SafetensorsFile read = Safetensors.Read(file);
        Assert.Equal(["bias", "weight"], read.Tensors.Select(tensor => tensor.Name));
        Assert.Equal([1f], read["bias"].Data);
        Assert.Empty(read["bias"].Shape);
        Assert.Equal([2f, 3f, -4f, MathF.PI], read["weight"].Data);
        Assert.Equal([2, 2], read["weight"].Shape);
        Assert.Equal("pt", read.Metadata["format"]);
        Assert.Null(read.Sha256);
    }

    [Theory]
    [InlineData("F16", new byte[] { 0x00, 0x3e, 0xff, 0xfb }, new[] { 1.5f, -65504f })]
    [InlineData("BF16", new byte[] { 0xc0, 0x3f, 0x80, 0xff }, new[] { 1.5f, float.NegativeInfinity })]
    [InlineData("F64", new byte[] { 0, 0, 0, 0, 0, 0, 0xf8, 0x3f, 0, 0, 0, 0, 0, 0, 0, 0xc0 }, new[] { 1.5f, -2f })]
    public void Other_floats_are_converted(string dtype, byte[] data, float[] expected)
    {
        byte[] file = File($$$"""{"x":{"dtype":"{{{dtype}}}","shape":[2],"data_offsets":[0,{{{data.Length}}}]}}""", data);
        Assert.Equal(expected, Safetensors.Read(file)["x"].Data);

        // The hash is of the bytes in the file, whatever they are converted to.
        string hash = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(data));
        string header = $$$"""{"__metadata__":{"sha256":"{{{hash}}}"},"x":{"dtype":"{{{dtype}}}","shape":[2],"data_offsets":[0,{{{data.Length}}}]}}""";
        Assert.Equal(expected, Safetensors.Read(File(header, data))["x"].Data);
        byte[] other = [(byte)(data[0] ^ 1), .. data[1..]];
        Assert.Contains("does not match its SHA-256", OneLine.Of(() => Safetensors.Read(File(header, other))), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("F16", new byte[] { 0x00, 0x3e, 0xff, 0xfb }, new[] { 1.5f, -65504f })]
    [InlineData("F32", new byte[] { 0x00, 0x00, 0x80, 0x3f, 0x00, 0x00, 0x80, 0xc0 }, new[] { 1f, -4f })]
    [InlineData("F64", new byte[] { 0, 0, 0, 0, 0, 0, 0xf8, 0x3f, 0, 0, 0, 0, 0, 0, 0, 0xc0 }, new[] { 1.5f, -2f })]
    public void Weights_can_be_read_where_they_are_wanted(string dtype, byte[] data, float[] expected)
    {
        using var folder = new TempFolder();
        string path = folder.File("x.safetensors"), hash = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData([0, 0, 0, 0, .. data]));
        string first = $$$"""{"__metadata__":{"sha256":"{{{hash}}}"},"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}""";
        string header = first + $$$""","x":{"dtype":"{{{dtype}}}","shape":[2],"data_offsets":[4,{{{4 + data.Length}}}]}}""";
        System.IO.File.WriteAllBytes(path, File(header, [0, 0, 0, 0, .. data]));
        using (var weights = SafetensorsWeights.Open(path))
        {
            float[] values = [0, 7, 7, 0];
            weights.Read(weights.Entries[1], values.AsSpan(1, 2));
            Assert.Equal([0, .. expected, 0], values);
            weights.Check();
            System.IO.File.WriteAllBytes(path, File(header, [0, 0, 0, 1, .. data]));
            Assert.Contains("does not match its SHA-256", OneLine.Of(weights.Check), StringComparison.Ordinal);
            System.IO.File.WriteAllBytes(path, File(header, [0, 0, 0]));
            Assert.Contains("became shorter", OneLine.Of(weights.Check), StringComparison.Ordinal);
        }
        Assert.Contains("cut short", OneLine.Of(() => SafetensorsWeights.Open(path)), StringComparison.Ordinal);
    }

    [Fact]
    public void The_layout_is_the_documented_one()
    {
        byte[] file = Safetensors.ToBytes([new("a", [2], [1, 2]), new("b", [0, 3], []), new("c", [], [3])]);
        int header = (int)BinaryPrimitives.ReadInt64LittleEndian(file);
        Assert.Equal(0, header % 8);
        Assert.Equal(8 + header + 12, file.Length);
        string json = Encoding.UTF8.GetString(file, 8, header);
        Assert.StartsWith("""{"__metadata__":{"format":"unroll","header_sha256":""", json, StringComparison.Ordinal);
        Assert.Contains("\"sha256\":\"" + Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(file.AsSpan(8 + header))) + "\"", json, StringComparison.Ordinal);
        Assert.Contains("""}},"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"b":{"dtype":"F32","shape":[0,3],"data_offsets":[8,8]},"c":"""[1..], json, StringComparison.Ordinal);
    }

    [Fact]
    public void Writing_to_a_path_a_stream_and_bytes_agree_and_read_back()
    {
        using var folder = new TempFolder();
        NamedArray[] tensors = [new("z", [1, 2], [1, 2]), new("a", [1], [3])];
        var metadata = new Dictionary<string, string> { ["vocabulary"] = "é\n\"😀", ["a"] = "" };
        Safetensors.Write(folder.File("m.safetensors"), tensors, metadata);
        using var stream = new MemoryStream();
        stream.WriteByte(9); // Reading starts at the stream's position.
        Safetensors.Write(stream, tensors, metadata);
        byte[] bytes = Safetensors.ToBytes(tensors, metadata.Reverse().ToDictionary());
        Assert.Equal(bytes, System.IO.File.ReadAllBytes(folder.File("m.safetensors")));
        Assert.Equal(bytes, stream.ToArray()[1..]);

        stream.Position = 1;
        foreach (SafetensorsFile read in new[] { Safetensors.Read(folder.File("m.safetensors")), Safetensors.Read(stream), Safetensors.Read(bytes) })
        {
            Assert.Equal(["z", "a"], read.Tensors.Select(tensor => tensor.Name));
            Assert.Equal([1f, 2f], read["z"].Data);
            Assert.Equal("é\n\"😀", read.Metadata["vocabulary"]);
            Assert.Equal(["a", "format", "vocabulary"], read.Metadata.Keys.Order(StringComparer.Ordinal));
            Assert.NotNull(read.Sha256);
        }
    }

    [Fact]
    public void A_pipe_can_be_read()
    {
        using var stream = new PipeLike(Safetensors.ToBytes([new("a", [2], [1, 2])]));
        Assert.Equal([1f, 2f], Safetensors.Read(stream)["a"].Data);
    }

    [Fact]
    public void Round_trip_keeps_every_bit()
    {
        Gen<float> anyBits = Gen.Int.Select(BitConverter.Int32BitsToSingle);
        Gen<(string Name, int[] Shape)> tensor = Gen.Select(Gen.String[1, 8], Gen.Int[0, 4].Array[0, 4]);
        Gen.Select(tensor.Array[0, 6], anyBits.Array[256], Gen.Dictionary(Gen.String[0, 5], Gen.String[0, 20])[0, 4]).Sample((tensors, values, metadata) =>
        {
            NamedArray[] arrays = [.. tensors
                .Where(t => IsUnicode(t.Name)).DistinctBy(t => t.Name)
                .Select(t => new NamedArray(t.Name, t.Shape, values[..t.Shape.Aggregate(1, (a, b) => a * b)]))];
            var kept = metadata.Where(pair => IsUnicode(pair.Key) && IsUnicode(pair.Value) && pair.Key != "format").ToDictionary();
            byte[] bytes = Safetensors.ToBytes(arrays, kept);
            SafetensorsFile read = Safetensors.Read(bytes);
            Assert.Equal(arrays.Select(a => a.Name), read.Tensors.Select(a => a.Name));
            foreach ((NamedArray expected, NamedArray found) in arrays.Zip(read.Tensors))
            {
                Assert.Equal(expected.Shape, found.Shape);
                Assert.Equal(expected.Data.Select(BitConverter.SingleToInt32Bits), found.Data.Select(BitConverter.SingleToInt32Bits));
            }
            Assert.Equal(kept.Append(new("format", "unroll")).OrderBy(p => p.Key, StringComparer.Ordinal), read.Metadata.OrderBy(p => p.Key, StringComparer.Ordinal));
            Assert.Equal(bytes, Safetensors.ToBytes(read.Tensors, read.Metadata));
        });
    }

    [Fact]
    public async Task Weights_are_read_and_checked_by_two_threads_at_once()
    {
        using var folder = new TempFolder();
        string path = folder.File("x.safetensors");
        Safetensors.Write(path, [new("a", [4], [1, 2, 3, 4])]);
        for (int i = 0; i < 200; i++)
        {
            using var weights = SafetensorsWeights.Open(path);
            using var start = new Barrier(2);
            float[] values = new float[4];
            var checker = Task.Run(() =>
            {
                start.SignalAndWait();
                weights.Check();
            });
            start.SignalAndWait();
            weights.Read(weights.Entries[0], values);
            await checker;
            Assert.Equal([1, 2, 3, 4], values);
        }
    }

    [Fact]
    public void A_large_tensor_crosses_the_chunks()
    {
        float[] data = [.. Enumerable.Range(0, 700_001).Select(i => i * 0.5f)];
        Assert.Equal(data, Safetensors.Read(Safetensors.ToBytes([new("a", [700_001], data)]))["a"].Data);
    }

    [Fact]
    public void Wrong_arguments_are_refused()
    {
        Assert.Throws<ArgumentException>(() => new NamedArray("a", [2, 3], new float[5]));
        Assert.Throws<ArgumentException>(() => new NamedArray("a", [-1, -1], new float[1]));
        Assert.Throws<ArgumentException>(() => new NamedArray("a", [65536, 65536, 65536, 65536], []));
        Assert.Throws<ArgumentException>(() => Safetensors.ToBytes([new("a", [], [1]), new("a", [], [1])]));
        Assert.Throws<ArgumentException>(() => Safetensors.ToBytes([new("", [], [1])]));
        Assert.Throws<ArgumentException>(() => Safetensors.ToBytes([new("__metadata__", [], [1])]));
        Assert.Throws<ArgumentException>(() => Safetensors.ToBytes([new("\ud800", [], [1])]));
        Assert.Contains("no tensor 'b'", OneLine.Of(() => _ = Safetensors.Read(Safetensors.ToBytes([new("a", [], [1])]))["b"]), StringComparison.Ordinal);
    }

    [Fact]
    public void Sha256_agrees_with_the_platform()
    {
        Assert.Equal("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad", Sha256.Hex("abc"u8));
        Gen.Byte.Array[0, 2000].Array[1, 4].Sample(parts =>
        {
            var hash = new Sha256();
            foreach (byte[] part in parts)
                hash.Append(part);
            byte[] all = [.. parts.SelectMany(part => part)];
            Assert.Equal(Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(all)), hash.Finish());
        });
    }

    private static bool IsUnicode(string text) => text.Length == 0 || text == Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text));

    private sealed class PipeLike(byte[] bytes) : MemoryStream(bytes)
    {
        public override bool CanSeek => false;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }
    }
}
