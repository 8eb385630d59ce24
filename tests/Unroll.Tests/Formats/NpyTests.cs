using System.Text;
using CsCheck;
using Unroll.Formats;

namespace Unroll.Tests.Formats;

public sealed class NpyTests
{
    // Written by NumPy 1.24: np.save / np.savez_compressed into a BytesIO.
    private const string Singles = "k05VTVBZAQB2AHsnZGVzY3InOiAnPGY0JywgJ2ZvcnRyYW5fb3JkZXInOiBGYWxzZSwgJ3NoYXBlJzogKDIsIDMpLCB9ICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgIAoAAMA/AAAAwAAAQEAAAIBAAACgQAAAwH8=";
    private const string Scalar = "k05VTVBZAQB2AHsnZGVzY3InOiAnPGk4JywgJ2ZvcnRyYW5fb3JkZXInOiBGYWxzZSwgJ3NoYXBlJzogKCksIH0gICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgIAr5/////////w==";
    private const string Bytes = "k05VTVBZAQB2AHsnZGVzY3InOiAnfHUxJywgJ2ZvcnRyYW5fb3JkZXInOiBGYWxzZSwgJ3NoYXBlJzogKDMsKSwgfSAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgIAoAAf8=";
    private const string Fortran = "k05VTVBZAQB2AHsnZGVzY3InOiAnPGY4JywgJ2ZvcnRyYW5fb3JkZXInOiBUcnVlLCAnc2hhcGUnOiAoMiwgMyksIH0gICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgIAoAAAAAAAAAAAAAAAAAAAhAAAAAAAAA8D8AAAAAAAAQQAAAAAAAAABAAAAAAAAAFEA=";
    private const string BigEndian = "k05VTVBZAQB2AHsnZGVzY3InOiAnPmk0JywgJ2ZvcnRyYW5fb3JkZXInOiBGYWxzZSwgJ3NoYXBlJzogKDEpLCB9ICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgIAoAAAAB";
    private const string Zip = "UEsDBBQAAAAIAAAAIQD+dB7UTgAAAJAAAAAFABQAeC5ucHkBABAAkAAAAAAAAABOAAAAAAAAAJvsF+obEMnIUMZQrZ6SWpxcpG6loG6TaaKuo6Cell9UUpSYF59flJIKEndLzClOBYoXZyQWpAL5GiY6mjoKtQoUAC4GIGAEYiYgZgZiAFBLAwQUAAAACAAAACEA2vUJZksAAACIAAAABQAUAHkubnB5AQAQAIgAAAAAAAAASwAAAAAAAACb7BfqGxDJyFDGUK2eklqcXKRupaBuk2ahrqOgnpZfVFKUmBefX5SSChJ3S8wpTgWKF2ckFqQC+RqGOgqGmjoKtQpkAy4GMHhgDwBQSwECFAMUAAAACAAAACEA/nQe1E4AAACQAAAABQAAAAAAAAAAAAAAgAEAAAAAeC5ucHlQSwECFAMUAAAACAAAACEA2vUJZksAAACIAAAABQAAAAAAAAAAAAAAgAGFAAAAeS5ucHlQSwUGAAAAAAIAAgBmAAAABwEAAAAA";

    [Fact]
    public void NumPys_files_load()
    {
        NpyArray singles = Read(Convert.FromBase64String(Singles));
        Assert.Equal([2, 3], singles.Shape);
        Assert.Equal([1.5f, -2, 3, 4, 5, float.NaN], Assert.IsType<float[]>(singles.Data));
        NpyArray scalar = Read(Convert.FromBase64String(Scalar));
        Assert.Empty(scalar.Shape);
        Assert.Equal([-7L], Assert.IsType<long[]>(scalar.Data));
        NpyArray bytes = Read(Convert.FromBase64String(Bytes));
        Assert.Equal([3], bytes.Shape);
        Assert.Equal([0, 1, 255], bytes.ToSingles());
        Assert.Contains("Fortran", OneLine.Of(() => Read(Convert.FromBase64String(Fortran))), StringComparison.Ordinal);
    }

    [Fact]
    public void Written_files_are_NumPys_to_the_byte()
    {
        foreach (string golden in new[] { Singles, Scalar, Bytes })
            Assert.Equal(Convert.FromBase64String(golden), Write(Read(Convert.FromBase64String(golden))));
    }

    [Fact]
    public void Round_trip_of_every_type()
    {
        using var folder = new TempFolder();
        Array[] all = [new[] { 1f, float.NaN }, new[] { double.MinValue, 0.1 }, new[] { int.MinValue, 5 }, new[] { long.MaxValue, -1 }, new short[] { -3, 4 }, new byte[] { 0, 200 }];
        foreach (Array data in all)
        {
            Npy.Write(folder.File("a.npy"), new NpyArray([1, 2], data));
            NpyArray read = Npy.Read(folder.File("a.npy"));
            Assert.Equal([1, 2], read.Shape);
            Assert.Equal(data.GetType(), read.Data.GetType());
            Assert.Equal(data, read.Data);
            Assert.Equal(data.Cast<object>().Select(value => Convert.ToSingle(value, null)), read.ToSingles());
        }
        Assert.Throws<ArgumentException>(() => new NpyArray([1], new uint[1]));
        Assert.Throws<ArgumentException>(() => new NpyArray([2], new float[1]));
    }

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (2,)} x")]
    [InlineData("{'descr': '<f4', 'fortran_order': Maybe, 'shape': (2,)}")]
    [InlineData("{'descr': '<f4', 'descr': '<f4', 'fortran_order': False, 'shape': (2,)}")]
    [InlineData("{'descr': '|O', 'fortran_order': False, 'shape': (1,)}")]
    [InlineData("{'descr': '>i4', 'fortran_order': False, 'shape': (2,)}")]
    [InlineData("{'descr': [('x', '<f4')], 'fortran_order': False, 'shape': (2,)}")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (-2,)}")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (3,)}")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (1,)}")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (2147483647, 2147483647, 2147483647)}")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (99999999999,)}")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (1000000000,)}")]
    public void Hostile_headers_are_refused(string header) => OneLine.Of(() => Read(File(header)));

    [Fact]
    public void A_header_of_a_later_version_loads()
    {
        const string text = "{\"shape\": (2,), \"fortran_order\": True, \"descr\": \"<f4\"}\n";
        byte[] file = [0x93, .. "NUMPY"u8, 2, 0, (byte)text.Length, 0, 0, 0, .. Encoding.ASCII.GetBytes(text), 0, 0, 0, 0, 0, 0, 0x80, 0x3f];
        Assert.Equal([0f, 1f], Read(file).ToSingles());
    }

    [Fact]
    public void Truncation_and_noise_are_refused()
    {
        byte[] file = Convert.FromBase64String(Singles);
        for (int length = 0; length < file.Length; length++)
            OneLine.Of(() => Read(file[..length]));
        OneLine.Of(() => Read([.. file, 0]));
        OneLine.Of(() => Read(Convert.FromBase64String(BigEndian)));
        Gen.Select(Gen.Int[0, file.Length - 1], Gen.Byte).Array[1, 5].Sample(changes =>
        {
            byte[] damaged = [.. file];
            foreach ((int place, byte value) in changes)
                damaged[place] = value;
            ReadOrRefuse(() => Read(damaged));
        });
    }

    [Fact]
    public void NumPys_zip_loads_and_round_trips()
    {
        using var folder = new TempFolder();
        System.IO.File.WriteAllBytes(folder.File("a.npz"), Convert.FromBase64String(Zip));
        IReadOnlyDictionary<string, NpyArray> read = Npz.Read(folder.File("a.npz"));
        Assert.Equal(["x", "y"], read.Keys);
        Assert.Equal([0, 1, 2, 3], Assert.IsType<int[]>(read["x"].Data));
        Assert.Equal([0.5], Assert.IsType<double[]>(read["y"].Data));
        Assert.Equal([1, 1], read["y"].Shape);

        Npz.Write(folder.File("b.npz"), [.. read]);
        Npz.Write(folder.File("c.npz"), [.. read]);
        Assert.Equal(System.IO.File.ReadAllBytes(folder.File("b.npz")), System.IO.File.ReadAllBytes(folder.File("c.npz")));
        Assert.Equal([0, 1, 2, 3], Npz.Read(folder.File("b.npz"))["x"].ToSingles());
        Assert.Throws<ArgumentException>(() => Npz.Write(new MemoryStream(), [read.First(), read.First()]));
    }

    [Fact]
    public void A_damaged_zip_never_gives_other_data()
    {
        byte[] file = Convert.FromBase64String(Zip);
        for (int length = 0; length < file.Length; length++)
            OneLine.Of(() => Npz.Read(new MemoryStream(file[..length])));
        for (int bit = 0; bit < file.Length * 8; bit++)
        {
            byte[] damaged = [.. file];
            damaged[bit / 8] ^= (byte)(1 << (bit % 8));
            // Names, dates and flags of a zip are not covered by its checksums; the arrays are.
            ReadOrRefuse(() => Assert.All(Npz.Read(new MemoryStream(damaged)).Values, array =>
                Assert.Equal(array.Data is int[]? [0, 1, 2, 3] : [0.5f], array.ToSingles())));
        }
    }

    private static byte[] File(string header) =>
        [0x93, .. "NUMPY"u8, 1, 0, (byte)header.Length, 0, .. Encoding.ASCII.GetBytes(header), .. new byte[8]];

    private static NpyArray Read(byte[] bytes) => Npy.Read(new MemoryStream(bytes));

    private static byte[] Write(NpyArray array)
    {
        using var stream = new MemoryStream();
        Npy.Write(stream, array);
        return stream.ToArray();
    }

    private static void ReadOrRefuse(Action read)
    {
        try
        {
            read();
        }
        catch (UnrollException e)
        {
            Assert.DoesNotContain(e.Message, char.IsControl);
        }
    }
}
