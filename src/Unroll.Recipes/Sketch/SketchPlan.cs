using Unroll.Models;
using Unroll.Optimizers;
using Unroll.Training;

namespace Unroll.Recipes;

/// <summary>Everything that a run of <c>sketch</c> does: its config.json.</summary>
internal sealed record SketchPlan
{
    /// <summary>The classes of the published data, the first of which is drawn unless another is asked for.</summary>
    public static readonly string[] Classes = ["aaron_sheep", "short_kanji", "omniglot"];

    public int Format { get; init; } = 1;

    public string Task { get; init; } = "sketch";

    public string Kind { get; init; } = "sketch";

    public string Recipe { get; init; } = "sketch";

    public required RecordedData Data { get; init; }

    /// <summary>The class that is drawn: a file of the folder, or a built-in kind; empty where the data is one file.</summary>
    public required string Class { get; init; }

    public required int BuiltInCount { get; init; }

    public required bool Conditional { get; init; }

    /// <summary>Whether a model without an encoder is trained too.</summary>
    public required bool Compare { get; init; }

    public required string Decoder { get; init; }

    public required int EncoderUnits { get; init; }

    public required int Units { get; init; }

    public required int Latent { get; init; }

    public required int Mixtures { get; init; }

    public required float Dropout { get; init; }

    public required int Epochs { get; init; }

    public required int Batch { get; init; }

    public required string Optimizer { get; init; }

    public required string Schedule { get; init; }

    public required float ClipValue { get; init; }

    public required double KlWeight { get; init; }

    public required double KlRate { get; init; }

    public required float KlTolerance { get; init; }

    public required int Longest { get; init; }

    public required int Most { get; init; }

    public required ulong Seed { get; init; }

    public double? Minutes { get; init; }

    public required int ClassifierEpochs { get; init; }

    public required int Samples { get; init; }

    /// <summary>What movements are divided by; the deviation of the training part.</summary>
    public float Deviation { get; init; }

    /// <summary>What <c>--set</c> understands.</summary>
    public static IReadOnlyList<RecipeSetting> Settings { get; } =
    [
        new("class", "aaron_sheep", "what is drawn: aaron_sheep, short_kanji, omniglot; built in: house, fish, flower"),
        new("decoder", "lstm", "lstm, layernorm-lstm or hyper-lstm"),
        new("encoder-units", "256", "units of each direction of the encoder"),
        new("latent", "128", "numbers of the latent vector"),
        new("mixtures", "20", "distributions of the mixture"),
        new("kl-weight", "0.5", "weight of the divergence in the end"),
        new("kl-rate", "0.99995", "how slowly that weight rises: the missing share is multiplied by it at every step"),
        new("kl-tolerance", "0.2", "the divergence counts no less than this"),
        new("longest", "250", "longer sketches are left out; the loss is divided by it"),
        new("most", "all", "the most sketches that are trained on"),
        new("samples", "100", "sketches that are drawn for the classifier"),
        new("classifier-epochs", "4", "passes of the classifier over its sketches"),
    ];

    /// <exception cref="UnrollException">A setting is unknown or out of range, or the data is not there.</exception>
    public static SketchPlan Of(SketchRecipe recipe, RunOptions o)
    {
        OptionCheck.Refuse(
            recipe, o, "--data", "--model", "--compare", "--units", "--dropout", "--epochs", "--minutes", "--batch", "--lr", "--optimizer", "--schedule",
            "--clip");
        var set = new SettingReader(o.Set, Settings);
        string model = o.Model ?? "conditional", decoder = o.Set.GetValueOrDefault("decoder", "lstm");
        if (model is not ("conditional" or "unconditional"))
        {
            throw new UnrollException($"expected conditional or unconditional for `--model`, got {model}");
        }

        if (decoder is not ("lstm" or "layernorm-lstm" or "hyper-lstm"))
        {
            throw SettingReader.Expected("lstm, layernorm-lstm or hyper-lstm", "decoder", decoder);
        }

        RecordedData data = RecordedData.Find("sketch_rnn", o.Data);
        string kind = o.Set.GetValueOrDefault("class", data.Path is null ? ShapeComposer.Kinds[0] : Directory.Exists(data.Path) ? Classes[0] : "");
        float rate = o.LearningRate ?? 1e-3f;
        return new SketchPlan
        {
            Data = data, Class = kind, BuiltInCount = o.Quick ? 200 : 2000, Conditional = model == "conditional", Compare = o.Compare, Decoder = decoder,
            EncoderUnits = set.Positive("encoder-units", o.Quick ? 32 : 256), Units = o.Units ?? (o.Quick ? 64 : 512),
            Latent = set.Positive("latent", o.Quick ? 16 : 128), Mixtures = set.Positive("mixtures", o.Quick ? 5 : 20), Dropout = o.Dropout ?? 0.1f,
            Epochs = o.Epochs ?? (o.Quick ? 3 : 32), Batch = o.Batch ?? (o.Quick ? 20 : 40),
            Optimizer = Unroll.Optimizers.Optimizer.Parse(o.Optimizer ?? "adam", rate).ToString(),
            Schedule = LearningRateSchedule.Parse(o.Schedule ?? "cosine").ToString(), ClipValue = o.Clip ?? 1,
            KlWeight = set.Number("kl-weight", 0.5f), KlRate = double.Parse(o.Set.GetValueOrDefault("kl-rate", "0.99995"), System.Globalization.CultureInfo.InvariantCulture),
            KlTolerance = set.Number("kl-tolerance", 0.2f), Longest = set.Positive("longest", 250), Most = set.Positive("most", o.Quick ? 160 : int.MaxValue),
            Seed = o.Seed, Minutes = o.Minutes ?? (o.Quick ? null : 120), ClassifierEpochs = set.Positive("classifier-epochs", 4),
            Samples = set.Positive("samples", o.Quick ? 10 : 100),
        };
    }

    public SketchModel CreateModel(bool conditional) => new(new SketchModelOptions
    {
        Decoder = Decoder switch { "lstm" => SketchDecoder.Lstm, "layernorm-lstm" => SketchDecoder.LayerNormLstm, _ => SketchDecoder.HyperLstm },
        EncoderUnits = EncoderUnits, DecoderUnits = Units, Latent = Latent, Mixtures = Mixtures, Conditional = conditional, CandidateDropout = Dropout,
        Seed = Seed,
    });

    public SketchTaskOptions Loss() => new() { KlWeight = KlWeight, KlRate = KlRate, KlTolerance = KlTolerance, LongestSketch = Longest };

    public TrainerOptions Training() => new()
    {
        Epochs = Epochs, BatchSize = Batch, Optimizer = Unroll.Optimizers.Optimizer.Parse(Optimizer), Schedule = LearningRateSchedule.Parse(Schedule),
        ClipValue = ClipValue, Seed = Seed, Minutes = Minutes,
    };
}
