using Unroll.Data;

namespace Unroll.Recipes;

/// <summary>A training of the recipe with what it came to.</summary>
/// <param name="Set">The set of actions.</param>
/// <param name="Trained">The network.</param>
/// <param name="Scored">Its answers on the test part.</param>
/// <param name="Train">The training part.</param>
/// <param name="Test">The test part.</param>
internal sealed record ActivityTraining(string Set, TrainedSeries Trained, ScoredLabels Scored, LabeledSequences Train, LabeledSequences Test);
