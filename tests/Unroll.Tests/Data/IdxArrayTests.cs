using System.IO.Compression;
using Unroll.Data;

namespace Unroll.Tests.Data;

public sealed class IdxArrayTests
{
    private static readonly byte[] Whole = [0, 0, 8, 2, 0, 0, 0, 2, 0, 0, 0, 3, 1, 2, 3, 4, 5, 6];

    [Fact]
    public void ExtentsAndValuesAreReadPackedOrNot()
    {
        using var folder = new TemporaryFolder();
        string plain = Path.Combine(folder.Path, "a"), packed = Path.Combine(folder.Path, "b.gz");
        File.WriteAllBytes(plain, Whole);
        using (var gzip = new GZipStream(File.Create(packed), CompressionLevel.Fastest))
        {
            gzip.Write(Whole);
        }

        foreach (string path in new[] { plain, packed })
        {
            IdxArray array = IdxArray.Read(path);
            Assert.Equal([2, 3], array.Extents);
            Assert.Equal([1, 2, 3, 4, 5, 6], array.Values);
        }
    }

    [Fact]
    public void EveryCutAndEveryDamagedByteIsOneLineOrAnArray()
    {
        for (int length = 0; length < Whole.Length; length++)
        {
            Assert.StartsWith("x", Assert.Throws<UnrollException>(() => IdxArray.Parse(Whole.AsSpan(0, length), "x")).Message, StringComparison.Ordinal);
        }

        for (int at = 0; at < 12; at++)
        {
            byte[] damaged = [.. Whole];
            damaged[at] ^= 0x55;
            Assert.Throws<UnrollException>(() => IdxArray.Parse(damaged, "x"));
        }
    }

    [Fact]
    public void AFileThatOnlyBeginsLikeGzipIsNamed()
    {
        using var folder = new TemporaryFolder();
        string path = Path.Combine(folder.Path, "b.gz");
        File.WriteAllBytes(path, [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 0, 99, 99]);
        Assert.StartsWith(path, Assert.Throws<UnrollException>(() => IdxArray.Read(path)).Message, StringComparison.Ordinal);
    }
}
