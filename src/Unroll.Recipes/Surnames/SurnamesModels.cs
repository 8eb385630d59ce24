using Unroll.Models;
using Unroll.Recurrent;

namespace Unroll.Recipes;

/// <summary>The models that the surnames recipe knows: the course's, in its order, and our strongest.</summary>
internal static class SurnamesModels
{
    public const string Default = "best";

    // The course's setting for all: embedding 16, 64 units, Adam with its default rate, batches of 128, gradients clipped to norm 1.
    private static readonly TrainingRecord Course = new(
        Epochs: 50, Batch: 128, Optimizer: "adam:lr=0.001", Schedule: "constant", Clip: 1, Patience: 0, Minutes: null, Seed: 42);

    private static readonly ClassifierOptions Strong = new()
    {
        Embedding = 64,
        Recurrent = new(Cell.Lstm, 128) { Bidirectional = true },
        InputDropout = 0.3f,
        OutputDropout = 0.5f,
        Ngrams = 4,
        NgramBuckets = 131072,
        NgramDropout = 0.5f,
        ClassBalance = 0.15f,
        LabelSmoothing = 0.1f,
    };

    // The same on little data, such as the built-in sample: held back more, and with more steps an epoch.
    private static readonly SurnamesModel SmallData = new(Default, Strong with { NgramBuckets = 32768, NgramDropout = 0.3f }, Course with
    {
        Epochs = 30,
        Batch = 32,
        Optimizer = "adamw:lr=0.002,weight-decay=0.1",
        Schedule = "cosine",
        Members = 4,
    });

    /// <summary>In the order of the table.</summary>
    public static IReadOnlyList<SurnamesModel> All { get; } =
    [
        new("elman", Of(Cell.Elman), Course),
        new("lstm", Of(Cell.Lstm), Course),
        new("lstm-dropout", Of(Cell.Lstm) with { InputDropout = 0.3f, OutputDropout = 0.3f }, Course),
        new("bilstm", Of(Cell.Lstm, both: true), Course),
        new("gru", Of(Cell.Gru), Course),
        // Chosen on a part of the training data (--split tune); docs/recipes/surnames.md lists what was tried.
        new(Default, Strong, Course with
        {
            Epochs = 20, Optimizer = "adamw:lr=0.003,weight-decay=0.1", Schedule = "cosine:warmup=100", Members = 3,
        }),
    ];

    /// <summary>A model as it is trained on so many names.</summary>
    public static SurnamesModel For(this SurnamesModel model, int names) => model.Name == Default && names < 5000 ? SmallData : model;

    /// <exception cref="UnrollException">There is no such model.</exception>
    public static SurnamesModel Find(string name) =>
        All.FirstOrDefault(m => string.Equals(m.Name, name, StringComparison.OrdinalIgnoreCase))
        ?? throw new UnrollException($"unknown model `{name}`; the recipe has {string.Join(", ", All.Select(m => m.Name))}");

    private static ClassifierOptions Of(Cell cell, bool both = false) =>
        new() { Embedding = 16, Recurrent = new(cell, 64) { Bidirectional = both } };
}
