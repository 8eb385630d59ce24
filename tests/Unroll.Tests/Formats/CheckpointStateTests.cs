using Unroll.Formats;

namespace Unroll.Tests.Formats;

public sealed class CheckpointStateTests
{
    [Fact]
    public void Every_kind_comes_back_to_the_bit()
    {
        using var folder = new TempFolder();
        float[] floats = [BitConverter.Int32BitsToSingle(0x7fc12345), BitConverter.Int32BitsToSingle(unchecked((int)0xff800001)), -0f, float.Epsilon];
        double[] doubles = [BitConverter.Int64BitsToDouble(0x7ff8000000abcdef), 0.1, -0.0, double.NegativeInfinity];
        CheckpointState state = new();
        state.SetArray(new NamedArray("weight", [2, 2], floats));
        state.SetSingles("adam/m", [1, 2, 3]);
        state.SetDoubles("losses", doubles);
        state.SetInt32s("order", [int.MinValue, 7]);
        state.SetInt64s("counts", [long.MinValue]);
        state.SetUInt64s("rng", [ulong.MaxValue, 1UL << 63]);
        state.SetBytes("blob", [0, 255]);
        state.SetInt64("step", -5);
        state.SetUInt64("seed", ulong.MaxValue - 1);
        state.SetDouble("rate", doubles[0]);
        state.SetString("schedule", "cosine é\n\0😀");
        state.SetString("empty", "");
        state.Save(folder.File("state"));

        CheckpointState read = CheckpointState.Load(folder.File("state"));
        Assert.Equal([2, 2], read.GetArray("weight").Shape);
        Assert.Equal(floats.Select(BitConverter.SingleToInt32Bits), read.GetArray("weight").Data.Select(BitConverter.SingleToInt32Bits));
        Assert.Equal([1f, 2, 3], read.GetSingles("adam/m"));
        Assert.Equal(doubles.Select(BitConverter.DoubleToInt64Bits), read.GetDoubles("losses").Select(BitConverter.DoubleToInt64Bits));
        Assert.Equal([int.MinValue, 7], read.GetInt32s("order"));
        Assert.Equal([long.MinValue], read.GetInt64s("counts"));
        Assert.Equal([ulong.MaxValue, 1UL << 63], read.GetUInt64s("rng"));
        Assert.Equal([0, 255], read.GetBytes("blob"));
        Assert.Equal(-5, read.GetInt64("step"));
        Assert.Equal(ulong.MaxValue - 1, read.GetUInt64("seed"));
        Assert.Equal(BitConverter.DoubleToInt64Bits(doubles[0]), BitConverter.DoubleToInt64Bits(read.GetDouble("rate")));
        Assert.Equal("cosine é\n\0😀", read.GetString("schedule"));
        Assert.Equal("", read.GetString("empty"));
        Assert.Equal(state.Names.Order(StringComparer.Ordinal), read.Names.Order(StringComparer.Ordinal));

        read.Save(folder.File("again"));
        Assert.Equal(File.ReadAllBytes(folder.File("state")), File.ReadAllBytes(folder.File("again")));
    }

    [Fact]
    public void A_name_has_one_value()
    {
        CheckpointState state = new();
        state.SetInt64("x", 1);
        state.SetString("x", "one");
        Assert.Equal("one", state.GetString("x"));
        Assert.Contains("no I64 number 'x'", OneLine.Of(() => state.GetInt64("x")), StringComparison.Ordinal);
        state.SetDouble("x", 2);
        OneLine.Of(() => state.GetString("x"));
        OneLine.Of(() => state.GetUInt64("x"));
        Assert.Equal(["x"], state.Names);
        Assert.True(state.Contains("x"));
        Assert.False(state.Contains("y"));
    }

    [Fact]
    public void Every_damage_is_one_line_naming_the_file()
    {
        using var folder = new TempFolder();
        string path = folder.File("state.safetensors");
        CheckpointState state = new();
        state.SetInt64("step", 3);
        state.SetString("s", "t");
        state.Save(path);
        byte[] whole = File.ReadAllBytes(path);
        string damagedPath = folder.File("damaged");
        for (int length = 0; length < whole.Length; length += 7)
        {
            File.WriteAllBytes(damagedPath, whole[..length]);
            Assert.Contains(damagedPath, OneLine.Of(() => CheckpointState.Load(damagedPath)), StringComparison.Ordinal);
        }
        for (int place = 0; place < whole.Length; place++)
        {
            byte[] damaged = [.. whole];
            damaged[place] ^= (byte)(1 << (place % 8));
            File.WriteAllBytes(damagedPath, damaged);
            Assert.Contains(damagedPath, OneLine.Of(() => CheckpointState.Load(damagedPath)), StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_model_is_not_a_checkpoint_nor_the_other_way_round()
    {
        using var folder = new TempFolder();
        Safetensors.Write(folder.File("model"), [new("a", [1], [1])]);
        Assert.Contains("not a checkpoint", OneLine.Of(() => CheckpointState.Load(folder.File("model"))), StringComparison.Ordinal);
        CheckpointState state = new();
        state.SetInt64("step", 1);
        state.Save(folder.File("state"));
        Assert.Contains("dtype 'I64'", OneLine.Of(() => Safetensors.Read(folder.File("state"))), StringComparison.Ordinal);
        Assert.Contains("no such file", OneLine.Of(() => CheckpointState.Load(folder.File("none"))), StringComparison.Ordinal);
    }
}
