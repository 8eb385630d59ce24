using Unroll.Models;
using Unroll.Training;

namespace Unroll.Recipes;

/// <summary>A translator after its training.</summary>
/// <param name="Name">The name of the model in tables.</param>
/// <param name="Model">The model, at its best weights.</param>
/// <param name="Training">How the training went.</param>
/// <param name="Run">Its folder.</param>
internal sealed record TrainedTranslator(string Name, Translator Model, TrainingResult Training, RunFolder Run);
