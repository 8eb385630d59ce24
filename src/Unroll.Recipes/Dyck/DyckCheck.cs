using Unroll.Autograd;
using Unroll.Autograd.Operations;
using Unroll.Numerics;
using Unroll.Recurrent;
using Unroll.Tensors;

namespace Unroll.Recipes;

/// <summary>What came of checking a model against its language, prefix by prefix.</summary>
/// <param name="ExhaustiveLength">Every string of up to this many tokens was checked.</param>
/// <param name="Exhaustive">Prefixes of these.</param>
/// <param name="Random">Prefixes of long random strings.</param>
/// <param name="Wrong">Prefixes after which some token was allowed that must not come, or the reverse.</param>
/// <param name="LargestError">The largest difference between a probability and the generator's.</param>
internal sealed record DyckCheck(int ExhaustiveLength, long Exhaustive, long Random, long Wrong, double LargestError)
{
    /// <summary>
    /// A string belongs to what a model generates when each of its tokens, the end too, has a probability of at least 1 / (4 k). That is
    /// Dyck-(k,m) exactly when after every prefix of the language the tokens of at least that probability are those that may come: then
    /// a string outside fails at its first wrong token. So every prefix of up to n tokens checks every string of n tokens, in the language
    /// or not.
    /// </summary>
    /// <param name="model">The model.</param>
    /// <param name="mostPrefixes">The length of the exhaustive part is the longest with at most so many prefixes.</param>
    /// <param name="randomStrings">Long strings.</param>
    /// <param name="randomLength">Tokens of each.</param>
    /// <param name="seed">Their seed.</param>
    public static DyckCheck Run(DyckModel model, int mostPrefixes, int randomStrings, int randomLength, ulong seed)
    {
        List<int[]> prefixes = Prefixes(model.Language, mostPrefixes);
        long exhaustive = 0, random = 0, wrong = 0;
        double error = 0;
        foreach (int[][] batch in prefixes.Chunk(512))
        {
            exhaustive += Compare(model, batch, ref wrong, ref error);
        }

        var source = new RngSequence(seed, RandomPurpose.Data, stream: 9);
        int[][] walks = [.. Enumerable.Range(0, randomStrings).Select(_ => Walk(model.Language, source, randomLength))];
        foreach (int[][] batch in walks.Chunk(16))
        {
            random += Compare(model, batch, ref wrong, ref error);
        }

        return new DyckCheck(prefixes[0].Length, exhaustive, random, wrong, error);
    }

    /// <summary>All prefixes of the language of one length; their own prefixes are all shorter ones.</summary>
    private static List<int[]> Prefixes(DyckLanguage language, int most)
    {
        var prefixes = new List<int[]> { Array.Empty<int>() };
        while (true)
        {
            var longer = new List<int[]>();
            foreach (int[] prefix in prefixes)
            {
                var open = new Stack<int>();
                foreach (int token in prefix)
                {
                    language.Step(token, open);
                }

                for (int token = 0; token < language.Boundary; token++)
                {
                    if (language.Probability(token, open) > 0)
                    {
                        longer.Add([.. prefix, token]);
                    }
                }

                if (longer.Count > most)
                {
                    return prefixes;
                }
            }

            prefixes = longer;
        }
    }

    /// <summary>A long prefix of the language: the generator without an end.</summary>
    private static int[] Walk(DyckLanguage language, RngSequence random, int length)
    {
        var open = new Stack<int>();
        var tokens = new int[length];
        for (int i = 0; i < length; i++)
        {
            bool opens = open.Count == 0 || (open.Count < language.Depth && random.NextInt(2) == 0);
            tokens[i] = opens ? random.NextInt(language.Kinds) : language.Kinds + open.Peek();
            language.Step(tokens[i], open);
        }

        return tokens;
    }

    private static long Compare(DyckModel model, int[][] strings, ref long wrong, ref double error)
    {
        DyckLanguage language = model.Language;
        var tape = new Tape();
        (SequenceLayout layout, int[] ids, _) = model.Batch(strings);
        Tensor probabilities = tape.Softmax(model.Forward(tape, layout, ids));
        double threshold = 0.25 / language.Kinds;
        for (int r = 0; r < layout.Rows; r++)
        {
            int[] tokens = strings[layout.Order[r]];
            var open = new Stack<int>();
            for (int t = 0; t <= tokens.Length; t++)
            {
                ReadOnlySpan<float> row = probabilities.Span.Slice(layout.PackedRow(t, r) * language.Tokens, language.Tokens);
                bool right = true;
                for (int token = 0; token < row.Length; token++)
                {
                    double expected = language.Probability(token, open);
                    right &= row[token] >= threshold == expected > 0;
                    error = Math.Max(error, Math.Abs(row[token] - expected));
                }

                wrong += right ? 0 : 1;
                if (t < tokens.Length)
                {
                    language.Step(tokens[t], open);
                }
            }
        }

        return layout.Total;
    }
}
