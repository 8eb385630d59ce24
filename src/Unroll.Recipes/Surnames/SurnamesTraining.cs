using Unroll.Data;

namespace Unroll.Recipes;

/// <summary>The training that a run is named for, with the split it was made on.</summary>
/// <param name="Trained">The trained model.</param>
/// <param name="Train">What it was trained on.</param>
/// <param name="Test">What it is tested on.</param>
/// <param name="Split">How they were divided.</param>
/// <param name="SeenShare">The share of test names whose spelling also stands in the training part.</param>
internal sealed record SurnamesTraining(TrainedClassifier Trained, LabeledText Train, LabeledText Test, SplitRecord Split, double SeenShare);
