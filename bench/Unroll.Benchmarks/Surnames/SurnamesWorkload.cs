using Unroll.Data;

namespace Unroll.Benchmarks.Surnames;

/// <summary>The program that both sides run: names to languages, ten epochs, then the test part.</summary>
/// <param name="Train">Names to train on.</param>
/// <param name="Test">Names to test on.</param>
internal sealed record SurnamesWorkload(LabeledText Train, LabeledText Test)
{
    public const int Epochs = 10;

    public const int Batch = 128;

    public const int Embedding = 32;

    public const int Units = 128;

    public const float LearningRate = 2e-3f;

    public const float ClipNorm = 1;

    /// <summary>Reads the names from $UNROLL_DATA/surnames, a file for each language, and holds 30% of each language out.</summary>
    /// <exception cref="UnrollException">UNROLL_DATA is not set, or there are no surnames.</exception>
    public static SurnamesWorkload Read()
    {
        string folder = Environment.GetEnvironmentVariable("UNROLL_DATA") is { Length: > 0 } data
            ? Path.Combine(data, "surnames")
            : throw new UnrollException("the surnames are not here: set UNROLL_DATA to the folder that holds `surnames`, a file for each language");
        if (!Directory.Exists(folder))
        {
            throw new UnrollException($"there is no folder {folder}: set UNROLL_DATA to the folder that holds `surnames`, a file for each language");
        }

        (LabeledText train, LabeledText test) = LabeledText.ReadFolder(folder).SplitStratified(0.3, 42);
        return new SurnamesWorkload(train, test);
    }
}
