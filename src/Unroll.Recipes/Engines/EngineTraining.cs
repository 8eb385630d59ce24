namespace Unroll.Recipes;

/// <summary>A training of the recipe with what it came to on the test engines.</summary>
internal sealed record EngineTraining(EngineModel Model, TrainedSeries Trained, EngineScores Scores, EngineScores Baseline);
