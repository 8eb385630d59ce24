using Unroll.Models;
using Unroll.Training;

namespace Unroll.Recipes;

/// <summary>A trained language model with what it was trained on.</summary>
/// <param name="Plan">The plan of the run.</param>
/// <param name="Model">The model, with its best weights.</param>
/// <param name="Train">The training part.</param>
/// <param name="Valid">The held-out part; may be empty.</param>
/// <param name="Score">How well it predicts the held-out part.</param>
/// <param name="Result">What training came to.</param>
/// <param name="Run">Its folder.</param>
/// <param name="WasFinished">Whether there was nothing left to train.</param>
internal sealed record TrainedLanguage(
    GenerationPlan Plan, LanguageModel Model, Corpus Train, Corpus Valid, LanguageScore Score, TrainingResult Result, RunFolder Run, bool WasFinished)
{
    /// <summary>Metrics by name.</summary>
    public IReadOnlyList<KeyValuePair<string, double>> Metrics =>
    [
        .. Score.Pieces > 0 ? Score.Metrics(Model.Pieces.Kind) : [],
        new("parameters", Model.ParameterCount()),
        new("training_seconds", Result.Seconds),
        new("epochs", Result.Epochs),
        new("best_epoch", Result.BestEpoch),
    ];
}
