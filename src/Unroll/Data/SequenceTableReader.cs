using System.Globalization;

namespace Unroll.Data;

/// <summary>Reads sequences from a table with the columns id, time and features, and at the end what they are to be answered with.</summary>
/// <param name="csv">The table.</param>
/// <param name="columns">Which columns to take.</param>
/// <param name="answer">The name of the last column, such as label; null for a table without one.</param>
internal abstract class SequenceTableReader(CsvReader csv, SequenceColumns columns, string? answer)
{
    private readonly Dictionary<string, Sequence> _byId = new(StringComparer.Ordinal);
    private readonly List<Sequence> _sequences = [];
    private string[] _header = [];
    private int[] _features = [];
    private int _answer = -1, _censored = -1;
    private bool? _dates;

    /// <summary>The table.</summary>
    protected CsvReader Csv => csv;

    /// <summary>The sequences in the order of their first rows.</summary>
    protected IReadOnlyList<Sequence> Sequences => _sequences;

    /// <summary>The names of the features.</summary>
    protected string[] FeatureNames => columns.Features is { } known ? [.. known] : Array.ConvertAll(_features, f => _header[f]);

    private string Layout => "id,time,<features...>" + (answer is null ? "" : $",{answer}");

    /// <summary>Reads all rows.</summary>
    protected void ReadRows()
    {
        ReadHeader();
        while (csv.Read() is { } fields)
        {
            if (fields.Count != _header.Length)
            {
                throw new UnrollException(
                    $"{csv.Name}:{csv.RecordLine}: {fields.Count} columns; expected {_header.Length}, as in the header");
            }
            AddRow(fields);
        }
        if (_sequences.Count == 0)
            throw new UnrollException($"{csv.Name}: no rows after the header; expected {Layout}");
    }

    /// <summary>Reads the last column of a row into the sequence it belongs to.</summary>
    protected virtual float ReadAnswer(Sequence sequence, CsvField field, bool isNew) => 0;

    /// <summary>A number of a column.</summary>
    protected float Number(CsvField field, string name, bool mayBeMissing)
    {
        if (mayBeMissing && field.Text.AsSpan().Trim() is var text
            && (text.IsEmpty || text.Equals("na", StringComparison.OrdinalIgnoreCase) || text.Equals("nan", StringComparison.OrdinalIgnoreCase)))
        {
            return float.NaN;
        }
        if (!float.TryParse(field.Text, NumberStyles.Float, CultureInfo.InvariantCulture, out float value) || !float.IsFinite(value))
            throw csv.Error(field, $"{Quote.Text(field.Text)} is not a finite number (column {Quote.Text(name)})");
        return value;
    }

    private void ReadHeader()
    {
        var fields = csv.Read() ?? throw new UnrollException($"{csv.Name}: the file is empty; expected a header {Layout}");
        _header = [.. fields.Select(f => f.Text.Trim())];
        string line = $"{csv.Name}:{csv.RecordLine}";
        int least = answer is null ? 3 : 4;
        bool known = columns.Features is not null;
        if (_header.Length < least || !Is(_header[0], "id") || !Is(_header[1], "time") || (!known && answer is not null && !Is(_header[^1], answer)))
            throw new UnrollException($"{line}: expected a header {Layout}, got {Quote.Text(string.Join(',', _header))}");
        foreach (var field in fields)
        {
            string name = field.Text.Trim();
            if (name.Length == 0)
                throw csv.Error(field, "a column without a name; name every column in the header");
            if (_header.Count(other => other == name) > 1)
                throw csv.Error(field, $"the column {Quote.Text(name)} is there twice; give every column its own name");
        }
        _answer = answer is null ? -1 : Array.FindLastIndex(_header, name => Is(name, answer));
        if (answer is not null && _answer < 0)
            throw new UnrollException($"{line}: there is no column {Quote.Text(answer)}; expected it beside the features");
        if (columns.Censored is { } censored)
            _censored = Column(censored, line);
        _features = columns.Features is { } names ? [.. names.Select(n => Column(n, line))]
            : [.. Enumerable.Range(2, _header.Length - 2).Where(c => c != _answer && c != _censored)];
        if (_features.Length == 0)
            throw new UnrollException($"{line}: there is no feature; expected a header {Layout}");

        static bool Is(string name, string expected) => name.Equals(expected, StringComparison.OrdinalIgnoreCase);
    }

    private int Column(string name, string line)
    {
        int at = Array.IndexOf(_header, name);
        return at >= 2 ? at : throw new UnrollException(
            $"{line}: there is no column {Quote.Text(name)}; the columns are {Quote.List([.. _header.Skip(2)])}");
    }

    private void AddRow(IReadOnlyList<CsvField> fields)
    {
        string id = fields[0].Text.Trim();
        if (id.Length == 0)
            throw csv.Error(fields[0], "empty id; expected the name or number of the sequence");
        bool isNew = !_byId.TryGetValue(id, out var sequence);
        sequence ??= new Sequence(id, csv.RecordLine);
        float target = _answer < 0 ? 0 : ReadAnswer(sequence, fields[_answer], isNew);
        if (isNew)
        {
            _byId.Add(id, sequence);
            _sequences.Add(sequence);
        }

        var values = new float[_features.Length];
        for (int f = 0; f < values.Length; f++)
            values[f] = Number(fields[_features[f]], _header[_features[f]], columns.AllowMissing);
        bool censored = _censored >= 0 && Flag(fields[_censored]);
        sequence.Rows.Add(new Row(Time(fields[1]), values, csv.RecordLine, target, censored));
    }

    private bool Flag(CsvField field) => field.Text.Trim() switch
    {
        "0" => false,
        "1" => true,
        _ => throw csv.Error(field, $"{Quote.Text(field.Text)} is neither 0 nor 1 (column {Quote.Text(_header[_censored])})"),
    };

    private double Time(CsvField field)
    {
        bool number = double.TryParse(field.Text, NumberStyles.Float, CultureInfo.InvariantCulture, out double time);
        bool date = false;
        if (!number)
        {
            date = DateTimeOffset.TryParse(
                field.Text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AllowWhiteSpaces, out var moment);
            // From 2000 on, so that a double keeps microseconds apart.
            time = (moment - new DateTimeOffset(2000, 1, 1, 0, 0, 0, TimeSpan.Zero)).TotalMilliseconds;
        }
        if ((!number && !date) || !double.IsFinite(time))
            throw csv.Error(field, $"{Quote.Text(field.Text)} is not a time; expected a number or an ISO 8601 date");
        if ((_dates ??= date) != date)
            throw csv.Error(field, $"{Quote.Text(field.Text)} is a {(date ? "date" : "number")}, unlike the times before it");
        return time;
    }

    /// <summary>A row of the table.</summary>
    protected readonly record struct Row(double Time, float[] Values, int Line, float Target, bool Censored);

    /// <summary>The rows of one id.</summary>
    protected sealed class Sequence(string id, int firstLine)
    {
        internal string Id => id;

        internal int FirstLine => firstLine;

        /// <summary>What the reader of the last column keeps.</summary>
        internal string Answer { get; set; } = "";

        internal List<Row> Rows { get; private set; } = [];

        /// <summary>The values in the order of time.</summary>
        internal float[] Values() => [.. Rows.SelectMany(r => r.Values)];

        /// <summary>Puts the rows in the order of time. Rows already in that order stay as they are, equal times included.</summary>
        internal void Sort(CsvReader csv)
        {
            bool ordered = true;
            for (int i = 1; i < Rows.Count && ordered; i++)
                ordered = Rows[i - 1].Time <= Rows[i].Time;
            if (ordered)
                return;

            List<Row> rows = [.. Rows.OrderBy(r => r.Time)];
            for (int i = 1; i < rows.Count; i++)
            {
                if (rows[i - 1].Time == rows[i].Time)
                {
                    throw new UnrollException($"{csv.Name}:{rows[i].Line}: the time of id {Quote.Text(Id)} is that of line "
                        + $"{rows[i - 1].Line} too, and its rows are not in order; sort the rows or give each its own time");
                }
            }
            Rows = rows;
        }
    }
}
