using System.Globalization;
using System.Security.Cryptography;
using Unroll.Data;

namespace Unroll.Recipes;

/// <summary>A user's own file of sequences: its fingerprint, so that resuming finds the same again, and a sentence on what it holds.</summary>
internal static class SeriesSource
{
    /// <summary>Whether a file is a table of sequences rather than lines of text: by its name, or by its first line.</summary>
    public static bool IsTable(string path)
    {
        if (Directory.Exists(path))
            return false;
        if (path.EndsWith(".csv", StringComparison.OrdinalIgnoreCase))
            return true;
        try
        {
            using var reader = new StreamReader(path);
            var start = new char[8];
            return new string(start, 0, reader.Read(start, 0, start.Length)).StartsWith("id,time,", StringComparison.OrdinalIgnoreCase);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false; // whoever reads it says what is wrong
        }
    }

    /// <summary>What a run records of a file.</summary>
    public static DataRecord Record(string path, int items) =>
        new(Path.GetFileName(path), path, Path.GetFullPath(path), items, Fingerprint(path));

    /// <summary>Checks that a file is what it was when the run began.</summary>
    /// <returns>The path.</returns>
    /// <exception cref="UnrollException">It is gone, or not what it was.</exception>
    public static string Again(DataRecord record)
    {
        if (record.Path is not { } path || !File.Exists(path))
            throw new UnrollException($"{record.Path}: no such file; put the data of the run back, or start a new run");
        return Fingerprint(path) == record.Sha256 ? path
            : throw new UnrollException($"{path}: the data has changed since the run began; put the old data back, or start a new run");
    }

    /// <summary>How many sequences there are and how long, and what is missing.</summary>
    public static string Describe(string source, IReadOnlyCollection<FeatureSequence> items, IReadOnlyList<string> features)
    {
        int shortest = items.Min(s => s.Steps), longest = items.Max(s => s.Steps);
        long missing = items.Sum(s => s.Values.LongCount(float.IsNaN));
        string gaps = missing == 0 ? "" : string.Create(CultureInfo.InvariantCulture,
            $"; {missing:N0} missing values, each read as it was a step before");
        return string.Create(CultureInfo.InvariantCulture,
            $"{source}: {items.Count:N0} sequences of {(shortest == longest ? $"{longest:N0}" : $"{shortest:N0} to {longest:N0}")} steps, "
            + $"{features.Count} {(features.Count == 1 ? "feature" : "features")}{gaps}");
    }

    /// <summary>The largest batch that keeps the memory of a step within bounds.</summary>
    public static TrainingRecord Bound(TrainingRecord training, IEnumerable<FeatureSequence> items, IRunOutput output)
    {
        const int MostSteps = 200_000;
        int longest = items.Max(s => s.Steps), most = Math.Max(1, MostSteps / longest);
        if (training.Batch <= most)
            return training;
        output.Log(string.Create(CultureInfo.InvariantCulture, $"a sequence has {longest:N0} steps: batches of {most} instead of {training.Batch}"));
        return training with { Batch = most };
    }

    private static string Fingerprint(string path)
    {
        using FileStream file = File.OpenRead(path);
        return Convert.ToHexStringLower(SHA256.HashData(file));
    }
}
