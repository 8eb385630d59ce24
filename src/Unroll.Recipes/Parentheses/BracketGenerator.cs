using Unroll.Numerics;

namespace Unroll.Recipes;

/// <summary>Kinds of strings that a network of parentheses is trained and tested on.</summary>
internal enum BracketString
{
    /// <summary>Well nested.</summary>
    Valid,

    /// <summary>Symbols drawn one by one: the course's easy negatives.</summary>
    Random,

    /// <summary>A near-miss shape, in which some bracket is closed before it was opened: the course's hard negatives.</summary>
    Unmatched,

    /// <summary>Well nested in shape, but one bracket is closed by that of another kind.</summary>
    WrongKind,
}

/// <summary>Draws strings of brackets. What is drawn as a negative is one: the stack machine has the last word.</summary>
internal sealed class BracketGenerator(RngSequence random)
{
    private static readonly BracketShapes?[] Nested = new BracketShapes?[BracketShapes.Longest + 1];
    private static readonly BracketShapes?[] Misses = new BracketShapes?[BracketShapes.Longest + 1];

    /// <summary>A string of a kind.</summary>
    /// <param name="kind">The kind.</param>
    /// <param name="length">Symbols; even where the string is nested in shape.</param>
    public int[] Draw(BracketString kind, int length) => kind switch
    {
        BracketString.Valid => Types(Shape(Nested, BracketShapes.Nested, length)),
        BracketString.Random => RandomSymbols(length),
        BracketString.Unmatched => Types(Shape(Misses, BracketShapes.NearMisses, length)),
        _ => WrongKind(Types(Shape(Nested, BracketShapes.Nested, length))),
    };

    /// <summary>
    /// A string of twice a length, as the course makes its long ones: two valid strings one after the other; an unmatched one is a near
    /// miss one symbol shorter, a closing bracket, and a valid string.
    /// </summary>
    public int[] DrawLong(BracketString kind, int half)
    {
        int[] second = Draw(BracketString.Valid, half);
        return kind switch
        {
            BracketString.Valid => [.. Draw(BracketString.Valid, half), .. second],
            BracketString.Unmatched => Negative(() => [.. Draw(BracketString.Unmatched, half - 1), Closing(), .. second]),
            BracketString.WrongKind => WrongKind([.. Draw(BracketString.Valid, half), .. second]),
            _ => RandomSymbols(2 * half),
        };
    }

    /// <summary>An even length from <paramref name="shortest"/> to <paramref name="longest"/>, each with the same probability.</summary>
    public int EvenLength(int shortest, int longest) => shortest + (2 * random.NextInt(((longest - shortest) / 2) + 1));

    /// <summary>Any length in the same range.</summary>
    public int Length(int shortest, int longest) => shortest + random.NextInt(longest - shortest + 1);

    private static BracketShapes Table(BracketShapes?[] tables, Func<int, BracketShapes> make, int length)
    {
        // Two threads may both make a table; they make the same one.
        return Volatile.Read(ref tables[length]) ?? Interlocked.CompareExchange(ref tables[length], make(length), null) ?? tables[length]!;
    }

    private int[] RandomSymbols(int length) => Negative(() =>
    {
        var symbols = new int[length];
        for (int i = 0; i < length; i++)
        {
            symbols[i] = random.NextInt(Brackets.Symbols);
        }

        return symbols;
    });

    private static int[] Negative(Func<int[]> draw)
    {
        while (true)
        {
            int[] symbols = draw();
            if (!Brackets.IsValid(symbols))
            {
                return symbols;
            }
        }
    }

    private bool[] Shape(BracketShapes?[] tables, Func<int, BracketShapes> make, int length)
    {
        var opens = new bool[length];
        Table(tables, make, length).Draw(random, opens);
        return opens;
    }

    /// <summary>Gives each opening bracket a random kind and each closing one its partner's; one without a partner closes any.</summary>
    private int[] Types(bool[] opens)
    {
        var symbols = new int[opens.Length];
        var open = new Stack<int>();
        for (int i = 0; i < opens.Length; i++)
        {
            if (opens[i])
            {
                open.Push(symbols[i] = random.NextInt(Brackets.Kinds));
            }
            else
            {
                symbols[i] = open.TryPop(out int partner) ? Brackets.Partner(partner) : Closing();
            }
        }

        return symbols;
    }

    private int Closing() => Brackets.Kinds + random.NextInt(Brackets.Kinds);

    private int[] WrongKind(int[] symbols)
    {
        int[] closing = [.. Enumerable.Range(0, symbols.Length).Where(i => !Brackets.Opens(symbols[i]))];
        int at = closing[random.NextInt(closing.Length)];
        symbols[at] = Brackets.Kinds + ((symbols[at] - Brackets.Kinds + 1 + random.NextInt(Brackets.Kinds - 1)) % Brackets.Kinds);
        return symbols;
    }
}
