using Unroll.Data;
using Unroll.Layers;
using Unroll.Models;
using Unroll.Recurrent;

namespace Unroll.Recipes;

/// <summary>The networks of the recipe: one-hot symbols, a recurrent stack of 50 units, a linear layer on the last state.</summary>
internal static class ParenthesesModel
{
    /// <summary>The names, from the one that fails most.</summary>
    public static IReadOnlyList<string> Names { get; } = ["elman-relu", "gated-relu", "gru", "lstm"];

    /// <summary>Makes a network; a string of brackets is a text, so that <c>unroll predict</c> reads its run like any classifier's.</summary>
    /// <exception cref="UnrollException">There is no such network.</exception>
    public static SequenceClassifier Create(string name, int units, ulong seed)
    {
        if (!Names.Contains(name))
        {
            throw new UnrollException($"unknown network `{name}`; known are {string.Join(", ", Names)}");
        }

        bool lstm = name == "lstm";
        var model = new SequenceClassifier(
            Vocabulary.FromTokens([Vocabulary.Unknown, .. Brackets.Text.Select(c => c.ToString())]), new LabelSet(["invalid", "valid"]),
            new ClassifierOptions
            {
                Embedding = Brackets.Symbols,
                Recurrent = new(Cell.Parse(name), units) { Layers = lstm ? 4 : 1 },
                RectifyFeatures = lstm,
                Seed = seed,
            });

        // The identity, and no training: symbol k, whose id is k + 1, is the unit vector k.
        Parameter table = model.Parameters().First(p => p.Name == "embedding.weight").Parameter;
        table.Value.Span.Clear();
        for (int k = 0; k < Brackets.Symbols; k++)
        {
            table.Value[k + 1, k] = 1;
        }

        table.Value.MarkChanged();
        table.Trainable = false;
        return model;
    }
}
