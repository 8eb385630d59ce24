using System.CommandLine;
using Unroll.Optimizers;
using Unroll.Recipes;
using Unroll.Recurrent;

namespace Unroll.Cli.Options;

/// <summary>The options of training, the same for recipes and for a user's own data.</summary>
internal sealed class TrainingOptions
{
    private readonly Option<string?> _cell = ChoiceOption.Create("--cell", "NAME", "The cell: elman, gated, lstm, gru, ...", () => Cell.Names);
    private readonly Option<int?> _units = NumberOption.Positive("--units", "Units of each layer and direction.");
    private readonly Option<int?> _layers = NumberOption.Positive("--layers", "Layers of the stack.");
    private readonly Option<bool> _bidirectional = ChoiceOption.Flag("--bidirectional", "Read each sequence from both ends.");
    private readonly Option<int?> _embedding = NumberOption.Positive("--embedding", "Features of the embedding.");
    private readonly Option<double?> _dropout = NumberOption.Probability("--dropout", "Dropout before and after the recurrent stack.");
    private readonly Option<int?> _epochs = NumberOption.Positive("--epochs", "Passes over the training data.");
    private readonly Option<double?> _minutes = NumberOption.Above0("--minutes", "Stop with a checkpoint after this many minutes.");
    private readonly Option<int?> _batch = NumberOption.Positive("--batch", "Sequences a batch.");
    private readonly Option<double?> _rate = NumberOption.Above0("--lr", "The learning rate.");
    private readonly Option<double?> _clip = NumberOption.AtLeast0("--clip", "The norm that gradients are clipped to; 0 for none.");
    private readonly Option<string?> _optimizer = ChoiceOption.Specification(
        "--optimizer", "NAME", "The optimizer: sgd, adam, adamw, ...; with settings as in sgd:momentum=0.9.",
        Optimizer.Names, t => Optimizer.Parse(t));
    private readonly Option<string?> _schedule = ChoiceOption.Specification(
        "--schedule", "NAME", "The learning rate over time: constant, step, cosine, ...; with settings as in cosine:warmup=100.",
        LearningRateSchedule.Names, t => LearningRateSchedule.Parse(t));
    private readonly Option<string?> _valid = ChoiceOption.Text("--valid", "FILE", "Held-out data; a tenth of the training data unless given.");
    private readonly Option<string?> _vectors = ChoiceOption.Text(
        "--vectors", "FILE", "Word vectors that the embedding of a model of words starts from: GloVe or word2vec, text or binary.");
    private readonly Option<bool> _recompute = ChoiceOption.Flag(
        "--recompute", "For long sequences: compute activations again on the way back rather than keep them; a third more time, far less memory.");
    private readonly Option<int?> _patience = NumberOption.Count(
        "--patience", "Validations without a better one before stopping early; 0 for never.");
    private readonly Option<double?> _checkpointSeconds = NumberOption.AtLeast0("--checkpoint-seconds", "Seconds between checkpoints.");

    /// <summary>Adds the options to a command.</summary>
    public TrainingOptions(Command command)
    {
        _checkpointSeconds.Hidden = true;
        ReadOnlySpan<Option> all =
        [
            _cell, _units, _layers, _bidirectional, _embedding, _dropout, _epochs, _minutes, _batch, _rate, _clip, _optimizer, _schedule,
            _valid, _vectors, _recompute, _patience, _checkpointSeconds,
        ];
        foreach (Option option in all)
        {
            command.Add(option);
        }
    }

    /// <summary>Adds what was given to some options.</summary>
    public RunOptions Apply(ParseResult parsed, RunOptions options)
    {
        ApplyCheckpointSeconds(parsed, _checkpointSeconds);
        return options with
        {
            Cell = parsed.GetValue(_cell),
            Units = parsed.GetValue(_units),
            Layers = parsed.GetValue(_layers),
            Bidirectional = parsed.GetValue(_bidirectional) ? true : null,
            Embedding = parsed.GetValue(_embedding),
            Dropout = (float?)parsed.GetValue(_dropout),
            Epochs = parsed.GetValue(_epochs),
            Minutes = parsed.GetValue(_minutes),
            Batch = parsed.GetValue(_batch),
            LearningRate = (float?)parsed.GetValue(_rate),
            Clip = (float?)parsed.GetValue(_clip),
            Optimizer = parsed.GetValue(_optimizer),
            Schedule = parsed.GetValue(_schedule),
            Valid = parsed.GetValue(_valid),
            Vectors = parsed.GetValue(_vectors),
            Recompute = parsed.GetValue(_recompute),
            Patience = parsed.GetValue(_patience),
        };
    }

    /// <summary>A hidden option of training and resuming: how often to save.</summary>
    public static void ApplyCheckpointSeconds(ParseResult parsed, Option<double?> option)
    {
        if (parsed.GetValue(option) is { } seconds)
        {
            Environment.SetEnvironmentVariable("UNROLL_CHECKPOINT_SECONDS", $"{seconds}");
        }
    }
}
