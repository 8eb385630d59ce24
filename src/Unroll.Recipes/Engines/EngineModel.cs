using Unroll.Models;
using Unroll.Recurrent;

namespace Unroll.Recipes;

/// <summary>A model of the recipe by name: its answer, its shape and how it is trained.</summary>
/// <param name="Name">The name.</param>
/// <param name="Cap">The most cycles that count; null for no cap.</param>
/// <param name="Answer">What it learns.</param>
/// <param name="Scaling">How the features are scaled.</param>
/// <param name="Shape">Its shape.</param>
/// <param name="Training">Its training.</param>
/// <param name="AnswerMean">Whether the number of a Weibull distribution is its mean; otherwise its median.</param>
/// <param name="Best">The metric of the validation engines that chooses the epoch.</param>
/// <param name="Augment">Whether the training engines are varied (<see cref="EngineAugmentation"/>).</param>
/// <param name="Features">What is read at a cycle (<see cref="EngineFeatures"/>).</param>
/// <param name="Trending">Whether columns that do not follow wear are left out.</param>
/// <param name="ValidShare">The share of the training engines that chooses the epoch and the rate; 0: every epoch is run on all of them.</param>
internal sealed record EngineModel(
    string Name, float? Cap, SeriesAnswer Answer, FeatureScaling Scaling, SeriesOptions Shape, TrainingRecord Training,
    bool AnswerMean = true, string Best = "loss", bool Augment = false, string Features = "raw", bool Trending = false, double ValidShare = 0.2)
{
    /// <summary>The model that is trained unless another is named.</summary>
    public const string Default = "weibull";

    private const string Wear = "raw+smooth+slope+drift+age";

    /// <summary>In the order of the table.</summary>
    public static IReadOnlyList<EngineModel> All { get; } =
    [
        // The course's: one engine an update, Adam 0.01, the rate halved when the loss of the validation engines (there: of the test engines)
        // does not fall.
        new("course", null, SeriesAnswer.Weibull, FeatureScaling.MinMax,
            new SeriesOptions { Recurrent = new(Cell.Gru, 50) { Layers = 3 }, Pooling = SeriesPooling.EveryStep },
            new TrainingRecord(
                Epochs: 50, Batch: 1, Optimizer: "adam:lr=0.01", Schedule: "plateau:factor=0.5,patience=1,threshold=0.001", Clip: 1, Patience: 0,
                Minutes: null, Seed: 42)),
        new(Default, null, SeriesAnswer.Weibull, FeatureScaling.Standard,
            new SeriesOptions { Recurrent = new(Cell.Lstm, 64) { Layers = 2, Dropout = 0.3f }, Pooling = SeriesPooling.EveryStep, OutputDropout = 0.3f },
            new TrainingRecord(
                Epochs: 35, Batch: 4, Optimizer: "adam:lr=0.003", Schedule: "cosine", Clip: 1, Patience: 0, Minutes: null, Seed: 42),
            AnswerMean: false, Best: "mae", Features: Wear, Trending: true),
        // The literature's: no target above 125 cycles, and only the last cycle of a test engine counts.
        new("capped", 125, SeriesAnswer.SquaredError, FeatureScaling.Standard,
            new SeriesOptions { Recurrent = new(Cell.Lstm, 64), Pooling = SeriesPooling.EveryStep, OutputDropout = 0.4f },
            new TrainingRecord(
                Epochs: 30, Batch: 4, Optimizer: "adam:lr=0.003", Schedule: "cosine", Clip: 1, Patience: 0, Minutes: null, Seed: 42, Members: 3),
            Features: Wear, Trending: true, ValidShare: 0),
    ];

    /// <exception cref="UnrollException">There is no such model.</exception>
    public static EngineModel Find(string name) =>
        All.FirstOrDefault(m => string.Equals(m.Name, name, StringComparison.OrdinalIgnoreCase))
        ?? throw new UnrollException($"unknown model `{name}`; the recipe has {string.Join(", ", All.Select(m => m.Name))}");
}
