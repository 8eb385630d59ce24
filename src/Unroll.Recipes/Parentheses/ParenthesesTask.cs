namespace Unroll.Recipes;

/// <summary>One training of the recipe.</summary>
/// <param name="Model">The network.</param>
/// <param name="Hard">Whether hard negatives are among the training strings.</param>
/// <param name="Seed">The seed of weights and strings.</param>
internal sealed record ParenthesesTask(string Model, bool Hard, ulong Seed)
{
    /// <summary>The shortest and the longest string of training.</summary>
    public const int Shortest = 4, Longest = 20;

    /// <summary>What the tables call the training strings.</summary>
    public string Negatives => Hard ? "hard" : "easy";

    /// <summary>A string of the training distribution and whether it is valid: half of them are.</summary>
    public (int[] Symbols, bool Valid) Draw(BracketGenerator generator, Numerics.RngSequence coins)
    {
        if (coins.NextInt(2) == 1)
        {
            return (generator.Draw(BracketString.Valid, generator.EvenLength(Shortest, Longest)), true);
        }

        // Hard training sees the three kinds of negatives equally often.
        BracketString kind = Hard ? (BracketString)(1 + coins.NextInt(3)) : BracketString.Random;
        int length = kind == BracketString.WrongKind ? generator.EvenLength(Shortest, Longest) : generator.Length(Shortest, Longest);
        return (generator.Draw(kind, length), false);
    }
}
