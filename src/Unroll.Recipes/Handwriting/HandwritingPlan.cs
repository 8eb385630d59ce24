using Unroll.Data.Ink;
using Unroll.Models;
using Unroll.Optimizers;
using Unroll.Training;

namespace Unroll.Recipes;

/// <summary>Everything that a run of <c>handwriting</c> does: its config.json.</summary>
internal sealed record HandwritingPlan
{
    /// <summary>The name of the recipe and of its kind of model.</summary>
    public const string Name = "handwriting";

    public int Format { get; init; } = 1;

    public string Task { get; init; } = Name;

    public string Kind { get; init; } = Name;

    public string Recipe { get; init; } = Name;

    public required RecordedData Data { get; init; }

    public required int BuiltInCount { get; init; }

    /// <summary>The most formulas that are trained on, and the most points of one.</summary>
    public required int Most { get; init; }

    public required int Longest { get; init; }

    /// <summary>The most points of ink in each of the first epochs.</summary>
    public required int[] Curriculum { get; init; }

    public required bool Augment { get; init; }

    public required int Units { get; init; }

    public required int Layers { get; init; }

    public required int Pooled { get; init; }

    public required int DecoderUnits { get; init; }

    public required int Embedding { get; init; }

    public required int AttentionUnits { get; init; }

    public required int Kernel { get; init; }

    public required float Dropout { get; init; }

    public required int Epochs { get; init; }

    public required int Batch { get; init; }

    public required string Optimizer { get; init; }

    public required string Schedule { get; init; }

    public required float Clip { get; init; }

    public required int Patience { get; init; }

    public required int Beam { get; init; }

    public required ulong Seed { get; init; }

    public double? Minutes { get; init; }

    /// <summary>The tokens of LaTeX that the training formulas have, by id.</summary>
    public string[] Tokens { get; init; } = [];

    /// <summary>What <c>--set</c> understands.</summary>
    public static IReadOnlyList<RecipeSetting> Settings { get; } =
    [
        new("decoder-units", "256", "units of the decoder"),
        new("attention-units", "128", "units of the attention's score"),
        new("kernel", "15", "width of the convolution over the coverage, odd, in frames of four points"),
        new("pooled", "2", "layers, from the first, after which every second frame is dropped"),
        new("curriculum", "100,200", "the most points of ink in each of the first epochs"),
        new("longest", "600", "ink of more points is not trained on; it is tested on"),
        new("most", "all", "the most formulas that are trained on"),
        new("augment", "true", "whether ink is turned, sheared, stretched and shaken anew each time"),
        new("beam", "10", "sequences that the beam search keeps"),
    ];

    /// <exception cref="UnrollException">A setting is unknown or out of range, or the data is not there.</exception>
    public static HandwritingPlan Of(HandwritingRecipe recipe, RunOptions o)
    {
        OptionCheck.Refuse(
            recipe, o, "--data", "--units", "--layers", "--embedding", "--dropout", "--epochs", "--minutes", "--batch", "--lr", "--optimizer", "--schedule",
            "--clip", "--patience");
        var set = new SettingReader(o.Set, Settings);
        int layers = o.Layers ?? (o.Quick ? 2 : 3);
        string curriculum = o.Quick ? "" : "100,200";
        return new HandwritingPlan
        {
            Data = RecordedData.Find(DataSets.Crohme.Name, o.Data ?? (o.Quick ? "sample" : null)), BuiltInCount = o.Quick ? 300 : 4000,
            Most = set.Positive("most", o.Quick ? 200 : int.MaxValue), Longest = set.Positive("longest", 600),
            Curriculum =
            [
                .. set.List("curriculum", curriculum).Select(t => int.TryParse(t, out int n) && n > 0 ? n
                    : throw SettingReader.Expected("positive integers with commas between", "curriculum", t)),
            ],
            Augment = set.Flag("augment", true), Units = o.Units ?? (o.Quick ? 32 : 128), Layers = layers,
            Pooled = set.Positive("pooled", Math.Min(layers, 2)), DecoderUnits = set.Positive("decoder-units", o.Quick ? 64 : 256),
            Embedding = o.Embedding ?? (o.Quick ? 32 : 64), AttentionUnits = set.Positive("attention-units", o.Quick ? 32 : 128),
            Kernel = set.Positive("kernel", 15), Dropout = o.Dropout ?? (o.Quick ? 0 : 0.2f), Epochs = o.Epochs ?? (o.Quick ? 4 : 60),
            Batch = o.Batch ?? 16, Optimizer = Unroll.Optimizers.Optimizer.Parse(o.Optimizer ?? "adam", o.LearningRate ?? (o.Quick ? 3e-3f : 1e-3f)).ToString(),
            Schedule = LearningRateSchedule.Parse(o.Schedule ?? "plateau:factor=0.5,patience=3").ToString(), Clip = o.Clip ?? 1, Patience = o.Patience ?? 0,
            Beam = set.Positive("beam", o.Quick ? 3 : 10), Seed = o.Seed, Minutes = o.Minutes ?? (o.Quick ? null : 360),
        };
    }

    public InkRecognizer CreateModel()
    {
        try
        {
            return new InkRecognizer(new LatexVocabulary(Tokens), new InkRecognizerOptions
            {
                EncoderUnits = Units, EncoderLayers = Layers, Pooled = Pooled, DecoderUnits = DecoderUnits, Embedding = Embedding,
                AttentionUnits = AttentionUnits, Kernel = Kernel, Dropout = Dropout, Seed = Seed,
            });
        }
        catch (ArgumentException e)
        {
            throw new UnrollException(e.Message, e);
        }
    }

    public TrainerOptions Training() => new()
    {
        Epochs = Epochs, BatchSize = Batch, Optimizer = Unroll.Optimizers.Optimizer.Parse(Optimizer), Schedule = LearningRateSchedule.Parse(Schedule),
        ClipNorm = Clip, Patience = Patience, Seed = Seed, Minutes = Minutes,
    };
}
