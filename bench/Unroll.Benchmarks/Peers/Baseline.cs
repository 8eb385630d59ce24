using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Unroll.Benchmarks.Peers;

/// <summary>Ratios measured earlier on one machine, a row a line, so that a fall is seen. New rows are merged into it.</summary>
internal sealed class Baseline
{
    /// <summary>A row that lost more than this share of its ratio has fallen.</summary>
    public const double Allowed = 0.1;

    private static readonly JsonSerializerOptions Json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private readonly Dictionary<(string, int), BaselineRow> _rows = [];

    /// <param name="machine">Where its rows are measured.</param>
    public Baseline(string machine) => Machine = machine;

    public string Machine { get; }

    public int Count => _rows.Count;

    /// <summary>Reads a file written by <see cref="Write"/>.</summary>
    /// <exception cref="UnrollException">There is no such file, or it is not a baseline.</exception>
    public static Baseline Read(string path)
    {
        try
        {
            Document? document = JsonSerializer.Deserialize<Document>(File.ReadAllText(path), Json);
            if (document?.Machine is null || document.Rows is null || document.Rows.Any(r => r?.Row is null || !(r.Ratio > 0)))
            {
                throw new UnrollException($"{path} is no baseline: expected `machine` and `rows` with `row` and `ratio`");
            }

            var baseline = new Baseline(document.Machine);
            baseline.Merge(document.Rows);
            return baseline;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UnrollException($"cannot read the baseline {path}: {e.Message.TrimEnd('.')}; `peers --save-baseline {path}` writes one");
        }
        catch (JsonException e)
        {
            throw new UnrollException($"{path} is no baseline: {e.Message}");
        }
    }

    /// <summary>The earlier measurement of a row; null where there is none.</summary>
    public BaselineRow? Find(string row, int threads) => _rows.GetValueOrDefault((row, threads));

    /// <summary>Takes rows in; one that is known already is replaced.</summary>
    public void Merge(IEnumerable<BaselineRow> rows)
    {
        foreach (BaselineRow row in rows)
        {
            _rows[(row.Row, row.Threads)] = row;
        }
    }

    /// <summary>
    /// Takes rows in, but keeps a known one in which the peer was faster: the machine was quieter then, and the choice does not favour us.
    /// </summary>
    public void MergeQuieter(IEnumerable<BaselineRow> rows) => Merge(rows.Where(r => !(Find(r.Row, r.Threads)?.PeerMs < r.PeerMs)));

    /// <summary>The rows whose ratio fell by more than <see cref="Allowed"/>, deepest first. Rows that are not known are passed over.</summary>
    public IReadOnlyList<(BaselineRow Before, BaselineRow Now)> Fallen(IEnumerable<BaselineRow> now) =>
    [
        .. now.Select(row => (Before: Find(row.Row, row.Threads), Now: row))
            .Where(pair => pair.Before is { } before && pair.Now.Ratio < before.Ratio * (1 - Allowed))
            .Select(pair => (pair.Before!, pair.Now))
            .OrderBy(pair => pair.Now.Ratio / pair.Item1.Ratio),
    ];

    /// <summary>Writes the file, replacing an old one, rows in the given order of names; what is not among them follows.</summary>
    public void Write(string path, IEnumerable<string> order)
    {
        Dictionary<string, int> places = order.Distinct().Select((name, place) => (name, place)).ToDictionary(p => p.name, p => p.place);
        var text = new StringBuilder().Append("{\n  \"machine\": ").Append(JsonSerializer.Serialize(Machine, Json)).Append(",\n  \"rows\": [\n");
        IEnumerable<BaselineRow> rows = _rows.Values
            .OrderBy(r => r.Threads).ThenBy(r => places.GetValueOrDefault(r.Row, int.MaxValue)).ThenBy(r => r.Row, StringComparer.Ordinal);
        text.AppendJoin(",\n", rows.Select(r => "    " + JsonSerializer.Serialize(r, Json))).Append("\n  ]\n}\n");
        string whole = Path.GetFullPath(path);
        Directory.CreateDirectory(Path.GetDirectoryName(whole)!);
        File.WriteAllText(whole + ".new", text.ToString());
        File.Move(whole + ".new", whole, overwrite: true);
    }

    private sealed record Document(string? Machine, BaselineRow[]? Rows);
}
