using Unroll.Data.Music;
using Unroll.Layers;
using Unroll.Models;
using Unroll.Optimizers;
using Unroll.Recurrent;
using Unroll.Training;

namespace Unroll.Recipes;

/// <summary>Everything that a run of <c>jazz</c> does: its config.json.</summary>
internal sealed record JazzPlan
{
    public int Format { get; init; } = 1;

    public string Task { get; init; } = "music";

    public string Kind { get; init; } = "jazz";

    public string Recipe { get; init; } = "jazz";

    public required RecordedData Data { get; init; }

    public required string Melody { get; init; }

    public required string Accompaniment { get; init; }

    public required double From { get; init; }

    public required double To { get; init; }

    public required int Windows { get; init; }

    public required int Length { get; init; }

    public required string Cell { get; init; }

    public required int Units { get; init; }

    public required int Epochs { get; init; }

    public required int Batch { get; init; }

    public required float LearningRate { get; init; }

    public required float Decay { get; init; }

    public required float Clip { get; init; }

    public required ulong Seed { get; init; }

    public required int Seeds { get; init; }

    public double? Minutes { get; init; }

    public required int Notes { get; init; }

    public required double Temperature { get; init; }

    public required double Tempo { get; init; }

    /// <summary>The symbols by id.</summary>
    public required IReadOnlyList<string> Symbols { get; init; }

    /// <summary>The tune's chords, a span each.</summary>
    public required IReadOnlyList<JazzChord> Chords { get; init; }

    /// <summary>Quarters of a span.</summary>
    public required int SpanQuarters { get; init; }

    /// <summary>What <c>--set</c> understands.</summary>
    public static IReadOnlyList<RecipeSetting> Settings { get; } =
    [
        new("melody", "Guitar", "the name of the melody's track"),
        new("accompaniment", "Piano", "the name of the track whose chords it plays over"),
        new("from", "476", "where the section begins, in quarters"),
        new("to", "548", "where it ends"),
        new("windows", "60", "windows drawn from the melody"),
        new("length", "30", "symbols of a window"),
        new("decay", "0.01", "the learning rate is divided by 1 + decay * steps"),
        new("notes", "50", "symbols of the solo over each set of chords"),
        new("temperature", "1", "of the solo: 0 takes the likeliest symbol each time, as the assignment does"),
        new("tempo", "130", "of the solo, in quarters a minute"),
    ];

    /// <exception cref="UnrollException">A setting is unknown or out of range, or the data cannot be read.</exception>
    public static JazzPlan Of(JazzRecipe recipe, RunOptions options)
    {
        OptionCheck.Refuse(
            recipe, options, "--data", "--seeds", "--cell", "--units", "--epochs", "--minutes", "--batch", "--lr", "--clip");
        var set = new SettingReader(options.Set, Settings);
        RecordedData data = RecordedData.Find("metheny", options.Data, "original_metheny.mid");
        string melody = options.Set.GetValueOrDefault("melody", "Guitar"), accompaniment = options.Set.GetValueOrDefault("accompaniment", "Piano");
        double from = set.Number("from", data.Path is null ? 0 : 476), to = set.Number("to", data.Path is null ? JazzTune.Quarters : 548);
        if (!(from >= 0 && to > from))
        {
            throw new UnrollException($"expected a section with `from` under `to`, got {from} and {to}");
        }

        LeadSheet sheet = JazzData.Load(data.Path, melody, accompaniment, from, to);
        var plan = new JazzPlan
        {
            Data = data, Melody = melody, Accompaniment = accompaniment, From = from, To = to,
            Windows = set.Positive("windows", 60), Length = set.Positive("length", 30),
            Cell = Recurrent.Cell.Parse(options.Cell ?? "lstm").Name, Units = options.Units ?? 64,
            Epochs = options.Epochs ?? (options.Quick ? 30 : 100), Batch = options.Batch ?? 20, LearningRate = options.LearningRate ?? 0.01f,
            Decay = set.Number("decay", 0.01f), Clip = options.Clip ?? 0, Seed = options.Seed, Seeds = options.Seeds, Minutes = options.Minutes,
            Notes = set.Positive("notes", 50), Temperature = set.Number("temperature", 1), Tempo = set.Number("tempo", 130),
            Symbols = [.. MelodyGrammar.Encode(sheet).Distinct().Order(StringComparer.Ordinal)],
            Chords = [.. sheet.Chords.Select(c => new JazzChord(c.Root, c.Classes))],
            SpanQuarters = (int)(sheet.SpanTicks / sheet.TicksPerQuarter),
        };
        int symbols = sheet.Melody.Count;
        return plan.Temperature < 0 || plan.Tempo < 4 ? throw new UnrollException("expected a `temperature` of at least 0 and a `tempo` of at least 4")
            : plan.Length <= symbols ? plan
            : throw new UnrollException($"the melody has {symbols} symbols, fewer than the {plan.Length} of a window; set a smaller `length`");
    }

    /// <summary>The assignment's network: weights start as in Keras, which takes the blocks of the gates as one matrix.</summary>
    public SymbolModel CreateModel(ulong seed) => new(
        Symbols.Count,
        new RecurrentOptions(Recurrent.Cell.Parse(Cell), Units)
        {
            InputInitializer = _ => Initializer.GlorotUniform(), HiddenInitializer = _ => Initializer.Orthogonal(),
        },
        seed);

    public TrainerOptions Training(ulong seed) => new()
    {
        Epochs = Epochs, BatchSize = Batch, Optimizer = new Adam(LearningRate), ClipNorm = Clip, Seed = seed, Minutes = Minutes,
        Schedule = Decay > 0 ? new InverseTimeDecay(Decay) : LearningRateSchedule.Constant,
    };
}

/// <summary>A chord in config.json.</summary>
/// <param name="Root">The root, 0 (C) to 11.</param>
/// <param name="Classes">The pitch classes as bits.</param>
internal sealed record JazzChord(int Root, int Classes)
{
    public Chord ToChord() => new(Root, Classes);
}
