using Unroll.Models;
using Unroll.Optimizers;
using Unroll.Recurrent;

namespace Unroll.Recipes;

/// <summary>What the command line says in place of a recipe's own choice.</summary>
internal static class ModelOverrides
{
    /// <summary>What <c>--set</c> understands of a classifier.</summary>
    public static IReadOnlyList<RecipeSetting> Settings { get; } =
    [
        new("dropout-before", "by model", "dropout on the embedded characters"),
        new("dropout-after", "by model", "dropout on the last states"),
        new("dropout-between", "by model", "dropout between the layers of the stack"),
        new("recurrent-dropout", "by model", "variational dropout on the hidden state, one mask a sequence"),
        new("zoneout", "by model", "probability that a hidden unit keeps its previous value"),
        new("zoneout-cell", "by model", "the same for the cell state"),
        new("layer-norm", "by model", "layer norm of the gates' pre-activations"),
        new("learned-start", "by model", "train the first state"),
        new("ngrams", "by model", "longest n-grams of a linear path beside the network; 0 for none"),
        new("ngram-buckets", "by model", "buckets that n-grams are hashed into"),
        new("ngram-dropout", "by model", "dropout on the contributions of the n-grams"),
        new("label-smoothing", "by model", "share of the target given to all classes alike"),
        new("members", "by model", "networks that are trained side by side and joined into one"),
        new("class-balance", "by model", "power of the inverse class frequency that weights the loss, 0 to 1"),
    ];

    public static ClassifierOptions Apply(ClassifierOptions model, RunOptions options, SettingReader set, ulong seed)
    {
        RecurrentOptions r = model.Recurrent;
        return model with
        {
            Embedding = options.Embedding ?? model.Embedding,
            InputDropout = set.Number("dropout-before", options.Dropout ?? model.InputDropout),
            OutputDropout = set.Number("dropout-after", options.Dropout ?? model.OutputDropout),
            Ngrams = (int)set.Number("ngrams", model.Ngrams),
            NgramBuckets = set.Positive("ngram-buckets", model.NgramBuckets),
            NgramDropout = set.Number("ngram-dropout", model.NgramDropout),
            LabelSmoothing = set.Number("label-smoothing", model.LabelSmoothing),
            ClassBalance = set.Number("class-balance", model.ClassBalance),
            Seed = seed,
            Recurrent = r with
            {
                Cell = options.Cell is null ? r.Cell : Cell.Parse(options.Cell),
                Units = options.Units ?? r.Units,
                Layers = options.Layers ?? r.Layers,
                Bidirectional = options.Bidirectional ?? r.Bidirectional,
                Dropout = set.Number("dropout-between", options.Dropout ?? r.Dropout),
                RecurrentDropout = set.Number("recurrent-dropout", r.RecurrentDropout),
                ZoneoutHidden = set.Number("zoneout", r.ZoneoutHidden),
                ZoneoutCell = set.Number("zoneout-cell", r.ZoneoutCell),
                LayerNorm = set.Flag("layer-norm", r.LayerNorm),
                LearnedInitialState = set.Flag("learned-start", r.LearnedInitialState),
            },
        };
    }

    public static TrainingRecord Apply(TrainingRecord training, RunOptions options, SettingReader set, ulong seed) => training with
    {
        Epochs = options.Epochs ?? training.Epochs,
        Batch = options.Batch ?? training.Batch,
        // Another optimizer has a rate of its own; only --lr changes it.
        Optimizer = Optimizer.Parse(options.Optimizer ?? training.Optimizer, options.LearningRate).ToString(),
        Schedule = LearningRateSchedule.Parse(options.Schedule ?? training.Schedule).ToString(),
        Clip = options.Clip ?? training.Clip,
        Patience = options.Patience ?? training.Patience,
        Recompute = options.Recompute,
        Minutes = options.Minutes,
        Seed = seed,
        Members = set.Positive("members", training.Members),
    };
}
