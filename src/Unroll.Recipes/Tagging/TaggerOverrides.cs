using Unroll.Data;
using Unroll.Models;
using Unroll.Recurrent;

namespace Unroll.Recipes;

/// <summary>What the command line says of a tagger in place of the defaults.</summary>
internal static class TaggerOverrides
{
    /// <summary>What <c>--set</c> understands.</summary>
    public static IReadOnlyList<RecipeSetting> Settings { get; } =
    [
        new("crf", "by task", "decide the tags together, by a conditional random field"),
        new("characters", "recurrent", "how letters are read: recurrent, convolution or none"),
        new("character-embedding", "25", "features of a letter"),
        new("character-units", "50", "units of each direction over the letters"),
        new("shape-embedding", "8", "features of capitals and digits"),
        new("word-dropout", "0.25", "a word seen n times is taken for an unknown one with probability a / (a + n); this is a"),
        new("min-count", "1", "how often a word must occur to be known"),
        new("dropout-before", "by model", "dropout on the features of the words"),
        new("dropout-after", "by model", "dropout on the last states"),
        new("dropout-between", "by model", "dropout between the layers of the stack"),
        new("recurrent-dropout", "0", "variational dropout on the hidden state, one mask a sentence"),
    ];

    /// <summary>What <c>--set</c> understands of a user's own file beside that.</summary>
    public static IReadOnlyList<RecipeSetting> FileSettings { get; } =
    [
        new("word-column", "by file", "the column of the word, from 1: the first; in CoNLL-U the second"),
        new("tag-column", "by file", "the column of the tag, from 1: the last; in CoNLL-U the fourth"),
        .. Settings,
    ];

    public static ConllColumns Columns(RunOptions options)
    {
        var set = new SettingReader(options.Set, FileSettings);
        return new ConllColumns(
            options.Set.ContainsKey("word-column") ? set.Positive("word-column", 1) : null,
            options.Set.ContainsKey("tag-column") ? set.Positive("tag-column", 1) : null);
    }

    public static TaggerOptions Apply(TaggerOptions model, RunOptions options, ulong seed)
    {
        var set = new SettingReader(options.Set, FileSettings);
        RecurrentOptions r = model.Recurrent;
        return model with
        {
            Embedding = options.Embedding ?? model.Embedding,
            Characters = Encoder(options.Set.GetValueOrDefault("characters"), model.Characters),
            CharacterEmbedding = set.Positive("character-embedding", model.CharacterEmbedding),
            CharacterUnits = set.Positive("character-units", model.CharacterUnits),
            ShapeEmbedding = set.Positive("shape-embedding", model.ShapeEmbedding),
            WordDropout = set.Number("word-dropout", model.WordDropout),
            MinCount = set.Positive("min-count", model.MinCount),
            Crf = set.Flag("crf", model.Crf),
            InputDropout = set.Number("dropout-before", options.Dropout ?? model.InputDropout),
            OutputDropout = set.Number("dropout-after", options.Dropout ?? model.OutputDropout),
            Seed = seed,
            Recurrent = r with
            {
                Cell = options.Cell is null ? r.Cell : Cell.Parse(options.Cell),
                Units = options.Units ?? r.Units,
                Layers = options.Layers ?? r.Layers,
                Bidirectional = options.Bidirectional ?? r.Bidirectional,
                Dropout = set.Number("dropout-between", options.Dropout ?? r.Dropout),
                RecurrentDropout = set.Number("recurrent-dropout", r.RecurrentDropout),
            },
        };
    }

    private static CharacterEncoder Encoder(string? text, CharacterEncoder otherwise) => text switch
    {
        null => otherwise,
        "recurrent" => CharacterEncoder.Recurrent,
        "convolution" => CharacterEncoder.Convolution,
        "none" => CharacterEncoder.None,
        _ => throw SettingReader.Expected("recurrent, convolution or none", "characters", text),
    };
}
