namespace Unroll.Recipes;

/// <summary>What a run came to: the one document of <c>--json</c>.</summary>
public sealed record RunResult
{
    /// <summary>The run folder.</summary>
    public required string Run { get; init; }

    /// <summary>Seconds of the whole run.</summary>
    public required double Seconds { get; init; }

    /// <summary>The data that was used.</summary>
    public required RunData Data { get; init; }

    /// <summary>Metrics by snake_case name; over splits or seeds the mean, with the deviation as <c>name_sd</c> beside it.</summary>
    public required IReadOnlyList<KeyValuePair<string, double>> Metrics { get; init; }

    /// <summary>The models compared; empty where there was one.</summary>
    public IReadOnlyList<RunModel> Models { get; init; } = [];

    /// <summary>The baseline, where there is one.</summary>
    public RunModel? Baseline { get; init; }
}

/// <summary>The data that a run used.</summary>
/// <param name="Name">The name of the data set, or the file.</param>
/// <param name="Source">Where it came from: given, environment, cache or built-in, with the path.</param>
/// <param name="Items">The number of items.</param>
public sealed record RunData(string Name, string Source, int Items);

/// <summary>A model of a comparison, with its metrics.</summary>
/// <param name="Name">The name.</param>
/// <param name="Metrics">Metrics by snake_case name.</param>
public sealed record RunModel(string Name, IReadOnlyList<KeyValuePair<string, double>> Metrics);
