using Unroll.Numerics;

namespace Unroll.Recipes;

/// <summary>
/// All shapes of one length: walks of +1 (an opening bracket) and -1 (a closing one). They are numbered, and <see cref="Write"/> writes
/// the shape of a number, so that each can be drawn with the same probability without a list of them: 20 symbols have 16,796 nested
/// shapes (the Catalan numbers) and 167,960 near misses.
/// </summary>
internal sealed class BracketShapes
{
    /// <summary>Longer shapes would be more than a 64-bit number counts.</summary>
    public const int Longest = 64;

    private readonly int _length;
    private readonly bool _nested;

    /// <summary>Completions by symbols left, height (shifted by the length) and whether the walk has been below zero.</summary>
    private readonly ulong[,,] _counts;

    private BracketShapes(int length, bool nested)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(length, 0);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(length, Longest);
        _length = length;
        _nested = nested;
        _counts = new ulong[length + 1, (2 * length) + 3, 2];
        for (int height = -length; height <= length; height++)
        {
            _counts[0, Index(height), 0] = nested && height == 0 ? 1ul : 0;
            _counts[0, Index(height), 1] = !nested && height is >= -1 and <= 1 ? 1ul : 0;
        }

        for (int left = 1; left <= length; left++)
        {
            for (int height = -(length - left); height <= length - left; height++)
            {
                for (int dipped = 0; dipped < 2; dipped++)
                {
                    _counts[left, Index(height), dipped] =
                        Completions(left - 1, height + 1, dipped) + Completions(left - 1, height - 1, dipped);
                }
            }
        }
    }

    /// <summary>The number of shapes.</summary>
    public ulong Count => Completions(_length, 0, 0);

    /// <summary>Well nested: never below zero, and at zero in the end.</summary>
    public static BracketShapes Nested(int length) => new(length, nested: true);

    /// <summary>Near misses: the course's hard negatives. As many closing brackets as opening ones (but for one), yet below zero somewhere.</summary>
    public static BracketShapes NearMisses(int length) => new(length, nested: false);

    /// <summary>Writes the shape of a number below <see cref="Count"/>: true opens.</summary>
    public void Write(ulong number, Span<bool> opens)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(number, Count);
        int height = 0, dipped = 0;
        for (int i = 0; i < _length; i++)
        {
            ulong up = Completions(_length - i - 1, height + 1, dipped);
            opens[i] = number < up;
            number -= opens[i] ? 0 : up;
            height += opens[i] ? 1 : -1;
            dipped |= height < 0 ? 1 : 0;
        }
    }

    /// <summary>Writes one shape, each with the same probability.</summary>
    public void Draw(RngSequence random, Span<bool> opens)
    {
        // Numbers above the last whole multiple would make the first shapes likelier.
        ulong count = Count, limit = ulong.MaxValue - (ulong.MaxValue % count), number;
        do
        {
            number = random.NextULong();
        }
        while (number >= limit);
        Write(number % count, opens);
    }

    private ulong Completions(int left, int height, int dipped)
    {
        if (height < 0)
        {
            if (_nested)
            {
                return 0;
            }

            dipped = 1;
        }

        return _counts[left, Index(height), dipped];
    }

    private int Index(int height) => height + _length + 1;
}
