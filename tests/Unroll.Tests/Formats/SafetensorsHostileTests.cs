using System.Buffers.Binary;
using CsCheck;
using Unroll.Formats;

namespace Unroll.Tests.Formats;

public sealed class SafetensorsHostileTests
{
    private static readonly byte[] Small = Safetensors.ToBytes(
        [new("a", [2, 1], [1.5f, -2]), new("b", [], [3])], new Dictionary<string, string> { ["note"] = "hi" });

    [Theory]
    [InlineData("", "not valid JSON")]
    [InlineData("[]", "expected an object (byte 8)")]
    [InlineData("{", "not valid JSON")]
    [InlineData("{} x", "not valid JSON")]
    [InlineData("""{"a":1}""", "expected an object for 'a'")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1]}}""", "lacks a dtype")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4],"x":1}}""", "unknown or repeated key 'x'")]
    [InlineData("""{"a":{"dtype":"F32","dtype":"F32","shape":[1],"data_offsets":[0,4]}}""", "unknown or repeated key 'dtype'")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"a":{"dtype":"F32","shape":[0],"data_offsets":[4,4]}}""", "'a' stands twice")]
    [InlineData("""{"__metadata__":{"k":"1","k":"2"}}""", "'k' stands twice")]
    [InlineData("""{"__metadata__":{"k":1}}""", "expected a string for metadata 'k'")]
    [InlineData("""{"a":{"dtype":"F32","shape":[-1],"data_offsets":[0,4]}}""", "shape of tensor 'a'")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1.0],"data_offsets":[0,4]}}""", "shape of tensor 'a'")]
    [InlineData("""{"a":{"dtype":"F32","shape":[4294967297],"data_offsets":[0,4]}}""", "shape of tensor 'a'")]
    [InlineData("""{"a":{"dtype":"F32","shape":[99999999999999999999],"data_offsets":[0,4]}}""", "shape of tensor 'a'")]
    // 2^16 four times is 2^64: 0 if it were allowed to overflow.
    [InlineData("""{"a":{"dtype":"F32","shape":[65536,65536,65536,65536],"data_offsets":[0,0]}}""", "more than")]
    [InlineData("""{"a":{"dtype":"F32","shape":[2147483647],"data_offsets":[0,8589934588]}}""", "more than")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1000000000],"data_offsets":[0,4000000000]}}""", "cut short")]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,4]}}""", "needs 8 bytes")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[4,0]}}""", "rising data_offsets")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[-4,0]}}""", "data_offsets of tensor 'a'")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4,8]}}""", "rising data_offsets")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,18446744073709551616]}}""", "data_offsets of tensor 'a'")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}""", "hole")]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"b":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}""", "overlaps")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}""", "4 bytes after the last tensor")]
    [InlineData("""{"a":{"dtype":"I64","shape":[1],"data_offsets":[0,8]}}""", "dtype 'I64'")]
    [InlineData("""{"a":{"dtype":"F8\u000a","shape":[1],"data_offsets":[0,8]}}""", "dtype 'F8?'")]
    [InlineData("""{"\ud800":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}""", "not valid JSON")]
    [InlineData("""{"__metadata__":{"sha256":"00"},"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}""", "does not match its SHA-256")]
    public void Hostile_headers_are_refused_in_one_line(string header, string expected)
    {
        string message = OneLine.Of(() => Safetensors.Read(SafetensorsTests.File(header, new byte[8]), "bad.safetensors"));
        Assert.StartsWith("bad.safetensors", message, StringComparison.Ordinal);
        Assert.Contains(expected, message, StringComparison.Ordinal);
    }

    [Fact]
    public void Deep_nesting_is_refused()
    {
        foreach (string open in new[] { "[", "{\"a\":" })
        {
            string deep = string.Concat(Enumerable.Repeat(open, 200_000));
            OneLine.Of(() => Safetensors.Read(SafetensorsTests.File(deep)));
            OneLine.Of(() => Safetensors.Read(SafetensorsTests.File("{\"a\":{\"shape\":" + deep)));
        }
    }

    [Fact]
    public void Text_that_is_not_utf8_is_refused()
    {
        byte[] file = SafetensorsTests.File("""{"?":{"dtype":"F32","shape":[0],"data_offsets":[0,0]}}""");
        file[Array.IndexOf(file, (byte)'?')] = 0xff;
        Assert.Contains("not valid JSON", OneLine.Of(() => Safetensors.Read(file)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1UL << 32)]
    [InlineData(100_000_001UL)]
    [InlineData(99_999_999UL)]
    [InlineData(ulong.MaxValue)]
    [InlineData(1UL << 63)]
    public void A_claimed_size_allocates_nothing(ulong headerLength)
    {
        byte[] file = new byte[64];
        BinaryPrimitives.WriteUInt64LittleEndian(file, headerLength);
        OneLine.Of(() => Safetensors.Read(file)); // Warm-up: the exception's own first costs.
        long before = GC.GetAllocatedBytesForCurrentThread();
        OneLine.Of(() => Safetensors.Read(file));
        Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < 1_000_000);
    }

    [Fact]
    public void Files_that_are_none_are_named()
    {
        using var folder = new TempFolder();
        Assert.Contains("there is no such file", OneLine.Of(() => Safetensors.Read(folder.File("none"))), StringComparison.Ordinal);
        Assert.Contains("folder", OneLine.Of(() => Safetensors.Read(folder.Path)), StringComparison.Ordinal);
        File.WriteAllText(folder.File("empty"), "");
        Assert.Contains("0 bytes", OneLine.Of(() => Safetensors.Read(folder.File("empty"))), StringComparison.Ordinal);
    }

    [Fact]
    public void Every_truncation_is_refused()
    {
        for (int length = 0; length < Small.Length; length++)
            OneLine.Of(() => Safetensors.Read(Small[..length]));
        OneLine.Of(() => Safetensors.Read([.. Small, 0]));
    }

    [Fact]
    public void Every_flipped_bit_is_refused()
    {
        for (int bit = 0; bit < Small.Length * 8; bit++)
        {
            byte[] damaged = [.. Small];
            damaged[bit / 8] ^= (byte)(1 << (bit % 8));
            OneLine.Of(() => Safetensors.Read(damaged));
        }
    }

    [Fact]
    public void Flipped_bits_of_a_file_without_checksums_give_no_other_exception()
    {
        byte[] file = SafetensorsTests.File("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}""", new byte[8]);
        for (int bit = 0; bit < file.Length * 8; bit++)
        {
            byte[] damaged = [.. file];
            damaged[bit / 8] ^= (byte)(1 << (bit % 8));
            ReadOrRefuse(damaged);
        }
    }

    [Fact]
    public void Random_damage_never_gives_other_data()
    {
        Gen.Select(Gen.Int[0, Small.Length - 1], Gen.Byte).Array[1, 6].Sample(changes =>
        {
            byte[] damaged = [.. Small];
            foreach ((int place, byte value) in changes)
                damaged[place] = value;
            if (!damaged.AsSpan().SequenceEqual(Small) && ReadOrRefuse(damaged) is { } read)
            {
                // Only another spelling of the same header can pass, such as two spaces swapped for a tab.
                Assert.Equal(["a", "b"], read.Tensors.Select(tensor => tensor.Name));
                Assert.Equal([1.5f, -2f, 3f], read.Tensors.SelectMany(tensor => tensor.Data));
            }
        });
    }

    [Fact]
    public void Random_bytes_are_refused()
    {
        Gen.Byte.Array[0, 200].Sample(bytes => ReadOrRefuse(bytes));
        Gen.Byte.Array[0, 60].Sample(bytes => ReadOrRefuse(SafetensorsTests.File("{\"", bytes)));
        // Random tokens reach deeper into the parser than random bytes.
        string[] tokens = ["{", "}", "[", "]", ",", ":", "\"a\"", "\"dtype\"", "\"F32\"", "\"shape\"", "\"data_offsets\"", "0", "4", "1", "-1", "\"__metadata__\"", "null", " "];
        Gen.Int[0, tokens.Length - 1].Select(i => tokens[i]).Array[0, 40].Sample(chosen => ReadOrRefuse(SafetensorsTests.File("{\"a\":{" + string.Concat(chosen))));
    }

    private static SafetensorsFile? ReadOrRefuse(byte[] bytes)
    {
        try
        {
            return Safetensors.Read(bytes);
        }
        catch (UnrollException e)
        {
            Assert.DoesNotContain(e.Message, char.IsControl);
            return null;
        }
    }
}
