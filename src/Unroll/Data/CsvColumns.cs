namespace Unroll.Data;

/// <summary>Some columns of a CSV file with a header.</summary>
public static class CsvColumns
{
    /// <summary>Reads the columns named; values are trimmed and composed (NFC).</summary>
    /// <param name="path">The file.</param>
    /// <param name="columns">The names of the columns, as the header has them.</param>
    /// <returns>For each record its values in the order of <paramref name="columns"/>.</returns>
    /// <exception cref="UnrollException">The file cannot be read, a column is missing, or a record is malformed.</exception>
    public static IReadOnlyList<string[]> Read(string path, params IReadOnlyList<string> columns)
    {
        ArgumentNullException.ThrowIfNull(columns);
        using var lines = StrictLineReader.Open(path);
        var reader = new CsvReader(lines);
        IReadOnlyList<CsvField> header = reader.Read()
            ?? throw new UnrollException($"{path}: the file is empty; expected a header with {string.Join(", ", columns)}");
        string[] names = [.. header.Select(f => f.Text.Trim())];
        var places = new int[columns.Count];
        for (int c = 0; c < places.Length; c++)
        {
            places[c] = Array.IndexOf(names, columns[c]);
            if (places[c] < 0)
            {
                throw new UnrollException($"{path}:1: the header has no column `{columns[c]}`; it has {Quote.List(names)}");
            }
        }

        var rows = new List<string[]>();
        while (reader.Read() is { } fields)
        {
            if (fields.Count != names.Length)
            {
                throw new UnrollException($"{path}:{reader.RecordLine}: expected {names.Length} fields, got {fields.Count}");
            }

            rows.Add([.. places.Select(p => TextElements.Normalize(fields[p].Text.Trim()))]);
        }

        return rows.Count > 0 ? rows : throw new UnrollException($"{path}: there is no record below the header");
    }
}
