using Unroll.Models;
using Unroll.Optimizers;
using Unroll.Recurrent;
using Unroll.Training;

namespace Unroll.Recipes;

/// <summary>Everything that a run of <c>folk</c> does beside the shape of its model: a part of its config.json.</summary>
internal sealed record FolkPlan
{
    public required RecordedData Data { get; init; }

    /// <summary>Tunes of the built-in set.</summary>
    public required int Tunes { get; init; }

    /// <summary>The most characters of a tune that is trained on.</summary>
    public required int Longest { get; init; }

    public required int Epochs { get; init; }

    public required int Batch { get; init; }

    public required string Optimizer { get; init; }

    public required string Schedule { get; init; }

    public required float Clip { get; init; }

    public required int Patience { get; init; }

    public required ulong Seed { get; init; }

    public double? Minutes { get; init; }

    public required int Samples { get; init; }

    public required double Temperature { get; init; }

    /// <summary>What <c>--set</c> understands.</summary>
    public static IReadOnlyList<RecipeSetting> Settings { get; } =
    [
        new("longest", "1000", "tunes of more characters are left out"),
        new("samples", "100", "tunes that are drawn"),
        new("temperature", "0.8", "of the drawn tunes"),
        new("layers-dropout", "0.3", "dropout between the layers"),
    ];

    /// <exception cref="UnrollException">A setting is unknown or out of range, or the data is not there.</exception>
    public static (FolkPlan Plan, LanguageModelOptions Shape) Of(FolkRecipe recipe, RunOptions o)
    {
        OptionCheck.Refuse(
            recipe, o, "--data", "--cell", "--units", "--layers", "--embedding", "--dropout", "--epochs", "--minutes", "--batch", "--lr", "--optimizer",
            "--schedule", "--clip", "--patience");
        var set = new SettingReader(o.Set, Settings);
        float rate = o.LearningRate ?? 3e-3f, temperature = set.Number("temperature", 0.8f);
        if (temperature < 0)
        {
            throw new UnrollException("expected a `temperature` of at least 0");
        }

        var plan = new FolkPlan
        {
            Data = RecordedData.Find("nottingham_abc", o.Data), Tunes = o.Quick ? 120 : 600, Longest = set.Positive("longest", 1000),
            Epochs = o.Epochs ?? (o.Quick ? 6 : 60), Batch = o.Batch ?? (o.Quick ? 8 : 16),
            Optimizer = Unroll.Optimizers.Optimizer.Parse(o.Optimizer ?? "adam", rate).ToString(),
            Schedule = LearningRateSchedule.Parse(o.Schedule ?? "plateau:factor=0.5,patience=1").ToString(), Clip = o.Clip ?? 1,
            Patience = o.Patience ?? 6, Seed = o.Seed, Minutes = o.Minutes ?? (o.Quick ? null : 20), Samples = set.Positive("samples", o.Quick ? 20 : 100),
            Temperature = temperature,
        };
        float dropout = o.Dropout ?? 0.4f;
        var shape = new LanguageModelOptions
        {
            Embedding = o.Embedding ?? 32, InputDropout = 0.1f, OutputDropout = dropout, Seed = o.Seed,
            Recurrent = new RecurrentOptions(Cell.Parse(o.Cell ?? "lstm"), o.Units ?? (o.Quick ? 96 : 256))
            {
                Layers = o.Layers ?? (o.Quick ? 1 : 2), Dropout = set.Number("layers-dropout", 0.3f),
            },
        };
        return (plan, shape);
    }

    public TrainerOptions Training() => new()
    {
        Epochs = Epochs, BatchSize = Batch, Optimizer = Unroll.Optimizers.Optimizer.Parse(Optimizer), Schedule = LearningRateSchedule.Parse(Schedule),
        ClipNorm = Clip, Patience = Patience, Seed = Seed, Minutes = Minutes,
    };
}
