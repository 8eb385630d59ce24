using Unroll.Metrics;
using Unroll.Models;
using Unroll.Training;

namespace Unroll.Recipes;

/// <summary>A trained classifier with what it came to on the held-out part.</summary>
internal sealed record TrainedClassifier(
    string Name, SequenceClassifier Model, long Parameters, ClassificationReport Report, TrainingResult Training, RunFolder Run, bool WasFinished)
{
    /// <summary>The metrics of the report, the size of the model and the seconds of training.</summary>
    public IReadOnlyList<KeyValuePair<string, double>> Metrics => [.. Report.Metrics, .. Cost];

    /// <summary>The size of the model and what its training took.</summary>
    public IReadOnlyList<KeyValuePair<string, double>> Cost =>
        [new("parameters", Parameters), new("training_seconds", Training.Seconds), new("epochs", Training.Epochs)];
}
