using Unroll.Benchmarks.Peers;

namespace Unroll.Benchmarks.Training;

/// <summary>
/// A whole training step that both sides write as their users would: embedding, recurrent stack, linear layer, loss, clip, Adam.
/// </summary>
/// <param name="Name">What --only looks into.</param>
/// <param name="Bar">The ratio that is aimed at.</param>
internal sealed record TrainingProgram(string Name, double Bar)
{
    public required int Vocabulary { get; init; }

    public required int Embedding { get; init; }

    public required int Units { get; init; }

    public required int Classes { get; init; }

    public int Layers { get; init; } = 1;

    public bool Bidirectional { get; init; }

    /// <summary>Whether there is a target at every step (a language model) or one for the last states (a classifier).</summary>
    public bool EveryStep { get; init; }

    /// <summary>Lengths of the rows, longest first.</summary>
    public required int[] Lengths { get; init; }

    public required double ClipNorm { get; init; }

    public float LearningRate { get; init; } = 2e-3f;

    public bool Ragged => Lengths[0] != Lengths[^1];

    public int Directions => Bidirectional ? 2 : 1;

    public static IReadOnlyList<TrainingProgram> All { get; } =
    [
        new("surnames: bidirectional LSTM 128, B128, ragged", 5)
        {
            Vocabulary = 60, Embedding = 32, Units = 128, Classes = 18, Bidirectional = true,
            Lengths = LengthSampler.Sample("surnames", 128, 18), ClipNorm = 1,
        },
        new("characters: LSTM 2x256, T100 B50", 2)
        {
            Vocabulary = 65, Embedding = 64, Units = 256, Classes = 65, Layers = 2, EveryStep = true,
            Lengths = LengthSampler.Sample("dense", 50, 100), ClipNorm = 5,
        },
    ];

    /// <summary>The ids of each row.</summary>
    public int[][] Ids()
    {
        var random = new Random(11);
        return Array.ConvertAll(Lengths, length => Draw(random, length, Vocabulary));
    }

    /// <summary>The targets: one a row, or one for each id in the order of time, longest row first.</summary>
    public int[] Targets() => Draw(new Random(13), EveryStep ? Lengths.Sum() : Lengths.Length, Classes);

    private static int[] Draw(Random random, int count, int below)
    {
        var values = new int[count];
        for (int i = 0; i < count; i++)
        {
            values[i] = random.Next(below);
        }

        return values;
    }
}
