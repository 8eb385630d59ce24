using Unroll.Models;
using Unroll.Optimizers;
using Unroll.Recurrent;
using Unroll.Recurrent.Decoding;

namespace Unroll.Recipes;

/// <summary>What the command line says in place of a translator's own shape.</summary>
internal static class TranslatorOverrides
{
    /// <summary>What <c>--set</c> understands of a translator.</summary>
    public static IReadOnlyList<RecipeSetting> Settings { get; } =
    [
        new("attention", "by model", "how the source is scored: additive, general, dot, or none"),
        new("look", "by model", "when the decoder looks: before the cell (Bahdanau) or after it (Luong)"),
        new("history", "by model", "what additive attention knows of earlier steps: none, location or coverage"),
        new("kernel", "by model", "width of the convolution over earlier attention"),
        new("attention-units", "by model", "units of additive attention"),
        new("input-feeding", "by model", "with look=after: feed the combined vector to the next step"),
        new("reverse", "by model", "read the source from its end"),
        new("context-every-step", "by model", "without attention: give the encoder's last state to every step"),
        new("readout", "by model", "before the output layer: linear, tanh or maxout"),
        new("readout-units", "by model", "units of the readout"),
        new("tie", "by model", "the output layer's weights are the target's embeddings"),
        new("context-dropout", "by model", "dropout on the encoder's outputs"),
        new("label-smoothing", "by model", "share of the target given to all tokens alike"),
        new("scheduled-sampling", "by model", "probability of the model's own guess as input in training"),
        new("beam", "5", "sequences kept by the search that evaluates"),
    ];

    public static TranslatorOptions Apply(TranslatorOptions model, RunOptions options, SettingReader set, SettingWords words, ulong seed)
    {
        Cell? cell = options.Cell is null ? null : Cell.Parse(options.Cell);
        string attention = words.Choice("attention", "", "additive", "general", "dot", "none");
        bool attends = attention.Length == 0 ? model.Attention is not null : attention != "none";
        AttentionOptions a = model.Attention ?? new AttentionOptions();
        int embedding = options.Embedding ?? model.Embedding;
        bool tie = set.Flag("tie", model.TieOutput);
        return model with
        {
            Embedding = embedding,
            Encoder = model.Encoder with
            {
                Cell = cell ?? model.Encoder.Cell,
                Units = options.Units ?? model.Encoder.Units,
                Layers = options.Layers ?? model.Encoder.Layers,
                Bidirectional = options.Bidirectional ?? model.Encoder.Bidirectional,
                Dropout = options.Dropout ?? model.Encoder.Dropout,
            },
            Decoder = cell ?? model.Decoder,
            DecoderUnits = options.Units ?? model.DecoderUnits,
            DecoderLayers = options.Layers ?? model.DecoderLayers,
            Attention = !attends ? null : a with
            {
                Score = attention.Length == 0 ? a.Score : Enum.Parse<AttentionScore>(attention, ignoreCase: true),
                Order = Enum.Parse<AttentionOrder>(words.Choice("look", a.Order.ToString().ToLowerInvariant(), "before", "after"),
                    ignoreCase: true),
                History = Enum.Parse<AttentionHistory>(
                    words.Choice("history", a.History.ToString().ToLowerInvariant(), "none", "location", "coverage"), ignoreCase: true),
                Kernel = set.Positive("kernel", a.Kernel),
                Units = set.Positive("attention-units", a.Units),
                InputFeeding = set.Flag("input-feeding", a.InputFeeding),
            },
            ReverseSource = set.Flag("reverse", model.ReverseSource),
            ContextEveryStep = set.Flag("context-every-step", attends ? false : model.ContextEveryStep),
            Readout = Enum.Parse<Readout>(
                words.Choice("readout", model.Readout.ToString().ToLowerInvariant(), "linear", "tanh", "maxout"), ignoreCase: true),
            ReadoutUnits = set.Positive("readout-units", tie ? embedding : model.ReadoutUnits),
            TieOutput = tie,
            EmbeddingDropout = options.Dropout ?? model.EmbeddingDropout,
            ContextDropout = set.Number("context-dropout", options.Dropout ?? model.ContextDropout),
            OutputDropout = options.Dropout ?? model.OutputDropout,
            LabelSmoothing = set.Number("label-smoothing", model.LabelSmoothing),
            ScheduledSampling = set.Number("scheduled-sampling", model.ScheduledSampling),
            Seed = seed,
        };
    }

    public static TrainingRecord Apply(TrainingRecord training, RunOptions options) => training with
    {
        Epochs = options.Epochs ?? training.Epochs,
        Batch = options.Batch ?? training.Batch,
        Optimizer = Optimizer.Parse(options.Optimizer ?? training.Optimizer, options.LearningRate).ToString(),
        Schedule = LearningRateSchedule.Parse(options.Schedule ?? training.Schedule).ToString(),
        Clip = options.Clip ?? training.Clip,
        Patience = options.Patience ?? training.Patience,
        Recompute = options.Recompute,
        Minutes = options.Minutes,
        Seed = options.Seed,
    };
}
