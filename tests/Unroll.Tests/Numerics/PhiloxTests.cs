using System.Runtime.Intrinsics;
using Unroll.Numerics;

namespace Unroll.Tests.Numerics;

public sealed class PhiloxTests
{
    // The philox4x32 10 lines of Random123's kat_vectors: counter, key, expected words.
    [Theory]
    [InlineData("00000000 00000000 00000000 00000000", "00000000 00000000", "6627e8d5 e169c58d bc57ac4c 9b00dbd8")]
    [InlineData("ffffffff ffffffff ffffffff ffffffff", "ffffffff ffffffff", "408f276d 41c83b0e a20bc7c6 6d5451fd")]
    [InlineData("243f6a88 85a308d3 13198a2e 03707344", "a4093822 299f31d0", "d16cfe09 94fdcceb 5001e420 24126ea1")]
    public void Known_answers(string counter, string key, string expected)
    {
        uint[] c = Words(counter), k = Words(key);
        var block = Philox.Block(Vector128.Create(c[0], c[1], c[2], c[3]), k[0] | ((ulong)k[1] << 32));
        Assert.Equal(Words(expected), new[] { block[0], block[1], block[2], block[3] });
    }

    [Fact]
    public void Eight_blocks_at_once_are_the_blocks_one_by_one()
    {
        // The last counters wrap within the eight: only the lowest word may count.
        foreach (uint first in (uint[])[0, 1, 12345, uint.MaxValue - 3])
        {
            const ulong Key = 0x299f31d0_a4093822;
            var counter = Vector128.Create(first, 0x85a308d3, 0xffffffff, 3);
            Philox.Blocks8(counter, Key, out var a, out var b, out var c, out var d);
            Vector256<uint>[] bulk = [a, b, c, d];
            for (int i = 0; i < 8; i++)
            {
                var alone = Philox.Block(counter.WithElement(0, first + (uint)i), Key);
                Assert.Equal(alone, i % 2 == 0 ? bulk[i / 2].GetLower() : bulk[i / 2].GetUpper());
            }
        }
    }

    private static uint[] Words(string hex) => [.. hex.Split(' ').Select(word => Convert.ToUInt32(word, 16))];
}
