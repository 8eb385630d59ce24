using Unroll.Autograd;
using Unroll.Layers;
using Unroll.Recurrent;
using Unroll.Tensors;

namespace Unroll.Recipes;

/// <summary>A language model of brackets: embedding, one recurrent layer, and a linear layer to the next token.</summary>
internal sealed class DyckModel : Module
{
    private readonly Layers.Embedding _embedding;
    private readonly Linear _output;

    /// <summary>Creates the model; its parameters are zeros until it is initialised, loaded or written.</summary>
    public DyckModel(DyckLanguage language, Cell cell, int units, int embedding)
    {
        Language = language;
        _embedding = AddModule("embedding", new Layers.Embedding(language.Tokens, embedding));
        Recurrent = AddModule("rnn", new RecurrentLayer(embedding, new RecurrentOptions(cell, units)));
        _output = AddModule("output", new Linear(units, language.Tokens));
    }

    /// <summary>The published language model: an LSTM of 3 m log2 k - m units on embeddings of 2 k + 10.</summary>
    public static DyckModel Published(DyckLanguage language, ulong seed)
    {
        var model = new DyckModel(language, Cell.Lstm, language.PublishedUnits, (2 * language.Kinds) + 10);
        model.Initialize(seed);
        return model;
    }

    /// <summary>The language that it speaks.</summary>
    public DyckLanguage Language { get; }

    /// <summary>The recurrent layer.</summary>
    public RecurrentLayer Recurrent { get; }

    /// <summary>A parameter by its name.</summary>
    public Tensor Weight(string name) => Parameters().First(p => p.Name == name).Parameter.Value;

    /// <summary>The logits of the next token at every packed step: [total, tokens].</summary>
    /// <param name="tape">The tape.</param>
    /// <param name="layout">The layout of the batch.</param>
    /// <param name="ids">Packed tokens; each row begins with the boundary.</param>
    public Tensor Forward(Tape tape, SequenceLayout layout, ReadOnlyMemory<int> ids) =>
        _output.Forward(tape, Recurrent.ForwardIds(tape, layout, _embedding.Weight.Value, ids).Output);

    /// <summary>A batch of strings: what the model reads (the boundary and the string) and what comes next (the string and the boundary).</summary>
    public (SequenceLayout Layout, int[] Ids, int[] Targets) Batch(IReadOnlyList<int[]> strings)
    {
        int[][] read = [.. strings.Select(s => (int[])[Language.Boundary, .. s])];
        int[][] next = [.. strings.Select(s => (int[])[.. s, Language.Boundary])];
        var layout = new SequenceLayout(Array.ConvertAll(read, r => r.Length));
        int[] ids = new int[layout.Total], targets = new int[layout.Total];
        layout.PackIds(read, ids);
        layout.PackIds(next, targets);
        return (layout, ids, targets);
    }
}
