using Unroll.Models;
using Unroll.Training;

namespace Unroll.Recipes;

/// <summary>A trained model of sequences.</summary>
/// <param name="Name">Its name in tables.</param>
/// <param name="Model">The model.</param>
/// <param name="Training">What training came to.</param>
/// <param name="Run">Its folder.</param>
/// <param name="WasFinished">Whether there was nothing left to train.</param>
internal sealed record TrainedSeries(string Name, SeriesModel Model, TrainingResult Training, RunFolder Run, bool WasFinished)
{
    /// <summary>The size of the model and the cost of training, to stand after its metrics.</summary>
    public IReadOnlyList<KeyValuePair<string, double>> Cost =>
        [new("parameters", Model.ParameterCount()), new("training_seconds", Training.Seconds), new("epochs", Training.Epochs)];
}
