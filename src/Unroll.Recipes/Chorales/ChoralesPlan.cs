using Unroll.Models;
using Unroll.Optimizers;
using Unroll.Recurrent;
using Unroll.Training;

namespace Unroll.Recipes;

/// <summary>Everything that a run of <c>chorales</c> does: its config.json.</summary>
internal sealed record ChoralesPlan
{
    public int Format { get; init; } = 1;

    public string Task { get; init; } = "music";

    public string Kind { get; init; } = "chorales";

    public string Recipe { get; init; } = "chorales";

    public required RecordedData Data { get; init; }

    /// <summary>Pieces of the built-in set.</summary>
    public required int Pieces { get; init; }

    public required string Cell { get; init; }

    public required int Units { get; init; }

    public required int Layers { get; init; }

    public required float InputDropout { get; init; }

    public required float OutputDropout { get; init; }

    public required int Transpositions { get; init; }

    public required int Epochs { get; init; }

    public required int Batch { get; init; }

    public required float LearningRate { get; init; }

    public required string Optimizer { get; init; }

    public required string Schedule { get; init; }

    public required float Clip { get; init; }

    public required int Patience { get; init; }

    public required ulong Seed { get; init; }

    public double? Minutes { get; init; }

    public required int Samples { get; init; }

    public required int Steps { get; init; }

    public required double Temperature { get; init; }

    /// <summary>What <c>--set</c> understands.</summary>
    public static IReadOnlyList<RecipeSetting> Settings { get; } =
    [
        new("input-dropout", "0", "dropout on the keys that are read"),
        new("transpositions", "0", "a training piece is moved by up to this many semitones, afresh each epoch"),
        new("samples", "5", "chorales that are drawn"),
        new("steps", "64", "quarters of a drawn chorale"),
        new("temperature", "0.7", "of the drawn chorales"),
    ];

    /// <exception cref="UnrollException">A setting is unknown or out of range, or the data is not there.</exception>
    public static ChoralesPlan Of(ChoralesRecipe recipe, RunOptions o)
    {
        OptionCheck.Refuse(
            recipe, o, "--data", "--cell", "--units", "--layers", "--dropout", "--epochs", "--minutes", "--batch", "--lr", "--optimizer",
            "--schedule", "--clip", "--patience");
        var set = new SettingReader(o.Set, Settings);
        string optimizer = o.Optimizer ?? "adam";
        float rate = o.LearningRate ?? 5e-3f;
        float transpositions = set.Number("transpositions", 0), temperature = set.Number("temperature", 0.7f);
        if (transpositions is < 0 or > 12 || temperature < 0)
        {
            throw new UnrollException("expected `transpositions` from 0 to 12 and a `temperature` of at least 0");
        }

        return new ChoralesPlan
        {
            Data = RecordedData.Find("jsb_chorales", o.Data, "jsb-chorales-quarter.json"), Pieces = o.Quick ? 60 : 360,
            Cell = Recurrent.Cell.Parse(o.Cell ?? "gru").Name, Units = o.Units ?? (o.Quick ? 64 : 256), Layers = o.Layers ?? 1,
            InputDropout = set.Number("input-dropout", 0), OutputDropout = o.Dropout ?? 0.5f, Transpositions = (int)transpositions,
            Epochs = o.Epochs ?? (o.Quick ? 8 : 300), Batch = o.Batch ?? 16, LearningRate = rate,
            Optimizer = Unroll.Optimizers.Optimizer.Parse(optimizer, rate).ToString(), Schedule = LearningRateSchedule.Parse(o.Schedule ?? "plateau:factor=0.5,patience=8").ToString(),
            Clip = o.Clip ?? 1, Patience = o.Patience ?? 40, Seed = o.Seed, Minutes = o.Minutes ?? (o.Quick ? null : 20),
            Samples = set.Positive("samples", 5), Steps = set.Positive("steps", 64), Temperature = temperature,
        };
    }

    public PolyphonicModel CreateModel() =>
        new(new RecurrentOptions(Recurrent.Cell.Parse(Cell), Units) { Layers = Layers, Dropout = OutputDropout }, InputDropout, OutputDropout, Seed);

    public TrainerOptions Training() => new()
    {
        Epochs = Epochs, BatchSize = Batch, Optimizer = Unroll.Optimizers.Optimizer.Parse(Optimizer), Schedule = LearningRateSchedule.Parse(Schedule),
        ClipNorm = Clip, Patience = Patience, Seed = Seed, Minutes = Minutes,
    };
}
