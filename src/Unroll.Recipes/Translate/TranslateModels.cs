using Unroll.Models;
using Unroll.Recurrent;
using Unroll.Recurrent.Decoding;

namespace Unroll.Recipes;

/// <summary>A model of the recipe.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Shape">The network.</param>
/// <param name="Training">How it is trained.</param>
/// <param name="Shared">Whether source and target share their pieces, so that embeddings can be shared too.</param>
internal sealed record TranslateModel(string Name, TranslatorOptions Shape, TrainingRecord Training, bool Shared);

/// <summary>The three papers at a size for two cores, and a strong setting of ours.</summary>
internal static class TranslateModels
{
    private static readonly TrainingRecord Training = new(
        Epochs: 14, Batch: 64, Optimizer: "adam:lr=0.001", Schedule: "cosine:warmup=500", Clip: 1, Patience: 0, Minutes: null, Seed: 42);

    public static IReadOnlyList<TranslateModel> All { get; } =
    [
        new("strong", new TranslatorOptions
        {
            Embedding = 256, Encoder = new(Cell.Gru, 256) { Bidirectional = true }, DecoderUnits = 256,
            Attention = new() { Score = AttentionScore.Additive, Units = 256 }, Readout = Readout.Tanh, ReadoutUnits = 256,
            TieOutput = true, ShareEmbeddings = true, EmbeddingDropout = 0.3f, ContextDropout = 0.3f, OutputDropout = 0.3f,
            LabelSmoothing = 0.1f,
        }, Training with { Epochs = 18, Optimizer = "adam:lr=0.0012" }, Shared: true),
        new("bahdanau", new TranslatorOptions
        {
            Embedding = 128, Encoder = new(Cell.GruResetBefore, 192) { Bidirectional = true }, Decoder = Cell.GruResetBefore,
            DecoderUnits = 192, Attention = new() { Score = AttentionScore.Additive, Units = 192 }, Readout = Readout.Maxout,
            ReadoutUnits = 128, OutputDropout = 0.2f,
        }, Training, Shared: false),
        new("sutskever", new TranslatorOptions
        {
            Embedding = 128, Encoder = new(Cell.Lstm, 256) { Layers = 2, Dropout = 0.2f }, Decoder = Cell.Lstm, DecoderUnits = 256,
            DecoderLayers = 2,
            Attention = null, Bridge = false, ReverseSource = true, Readout = Readout.Linear, OutputDropout = 0.2f,
        }, Training, Shared: false),
        new("cho", new TranslatorOptions
        {
            Embedding = 128, Encoder = new(Cell.GruResetBefore, 256), Decoder = Cell.GruResetBefore, DecoderUnits = 256, Attention = null,
            ContextEveryStep = true, Readout = Readout.Maxout, ReadoutUnits = 128, OutputDropout = 0.2f,
        }, Training, Shared: false),
    ];

    public static TranslateModel Find(string name) => All.FirstOrDefault(m => m.Name == name)
        ?? throw new UnrollException($"unknown model `{name}`; known are {string.Join(", ", All.Select(m => m.Name))}");
}
