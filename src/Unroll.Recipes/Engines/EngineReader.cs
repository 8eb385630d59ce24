using System.Globalization;
using Unroll.Data;

namespace Unroll.Recipes;

/// <summary>
/// Reads C-MAPSS: lines of 26 numbers separated by spaces (unit, cycle, 3 settings, 21 sensors), and a file with the cycles left of each
/// test engine. Columns that never change in the training file say nothing and are dropped: in FD001 that leaves 17.
/// </summary>
internal static class EngineReader
{
    private const int Columns = 26;

    /// <summary>The names of the 24 measured columns.</summary>
    public static IReadOnlyList<string> Names { get; } =
        [.. Enumerable.Range(1, 3).Select(i => $"setting{i}"), .. Enumerable.Range(1, 21).Select(i => $"sensor{i}")];

    /// <exception cref="UnrollException">A file is missing or is not as described.</exception>
    public static EngineFleet Read(string folder)
    {
        if (!Directory.Exists(folder))
            throw new UnrollException($"{folder}: expected a folder with train_FD001.txt, test_FD001.txt and RUL_FD001.txt");
        List<Engine> train = ReadEngines(Path.Combine(folder, "train_FD001.txt")), test = ReadEngines(Path.Combine(folder, "test_FD001.txt"));
        string leftPath = Path.Combine(folder, "RUL_FD001.txt");
        float[] left = [.. TextLines.Read(leftPath).Select((line, i) => Number(line.Trim(), leftPath, i + 1))];
        if (left.Length != test.Count)
            throw new UnrollException($"{leftPath}: {left.Length} numbers for {test.Count} test engines; expected one each");
        int[] used = [.. Enumerable.Range(0, Names.Count).Where(c => train.Any(e => e.Rows.Any(r => r[c] != train[0].Rows[0][c])))];
        return Fleet(
            train.Select(e => (e.Id, e.Rows, 0f)), test.Select((e, i) => (e.Id, e.Rows, left[i])), used);
    }

    /// <summary>A fleet of rows of 24 numbers a cycle and the cycles left after the last.</summary>
    public static EngineFleet Fleet(
        IEnumerable<(string Id, List<float[]> Rows, float Left)> train, IEnumerable<(string Id, List<float[]> Rows, float Left)> test, int[] used)
    {
        string[] names = Array.ConvertAll(used, c => Names[c]);
        TargetSequences Engines(IEnumerable<(string Id, List<float[]> Rows, float Left)> engines) => new(
            engines.Select(e => new TargetSequence(
                e.Id, [.. e.Rows.SelectMany(r => used.Select(c => r[c]))], e.Rows.Count,
                [.. e.Rows.Select((_, t) => e.Left + e.Rows.Count - 1 - t)])),
            names, perStep: true);
        return new EngineFleet(Engines(train), Engines(test));
    }

    private static List<Engine> ReadEngines(string path)
    {
        var engines = new List<Engine>();
        int number = 0;
        foreach (string line in TextLines.Read(path))
        {
            number++;
            string[] fields = line.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
            if (fields.Length != Columns)
                throw new UnrollException($"{path}:{number}: {fields.Length} columns; expected {Columns}: unit, cycle, 3 settings, 21 sensors");
            var row = new float[Columns - 2];
            for (int c = 2; c < Columns; c++)
                row[c - 2] = Number(fields[c], path, number);
            bool next = engines.Count == 0 || engines[^1].Id != fields[0];
            if (next && engines.Any(e => e.Id == fields[0]))
                throw new UnrollException($"{path}:{number}: the rows of unit {fields[0]} are not together");
            if (next)
                engines.Add(new Engine(fields[0], []));
            int cycle = engines[^1].Rows.Count + 1;
            if (Number(fields[1], path, number) != cycle)
                throw new UnrollException($"{path}:{number}: cycle {fields[1]} of unit {fields[0]}; expected {cycle}, each cycle once and in order");
            engines[^1].Rows.Add(row);
        }

        return engines;
    }

    private static float Number(string text, string path, int line) =>
        float.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out float value) && float.IsFinite(value) ? value
        : throw new UnrollException($"{path}:{line}: {(text.Length > 20 ? text[..20] + "..." : text)} is not a finite number");

    private sealed record Engine(string Id, List<float[]> Rows);
}
