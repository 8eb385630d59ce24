using System.Globalization;

namespace Unroll.Data;

/// <summary>Reads <see cref="LabeledSequences"/> from a table with the columns id, time, features and label.</summary>
internal sealed class SequenceTableReader(CsvReader csv, LabelSet? known)
{
    private const string Layout = "id,time,<features...>,label";

    private readonly Dictionary<string, Sequence> _byId = new(StringComparer.Ordinal);
    private readonly List<Sequence> _sequences = [];
    private bool? _dates;

    internal LabeledSequences Read()
    {
        string[] header = ReadHeader();
        while (csv.Read() is { } fields)
        {
            if (fields.Count != header.Length)
            {
                throw new UnrollException(
                    $"{csv.Name}:{csv.RecordLine}: {fields.Count} columns; expected {header.Length}, as in the header");
            }
            AddRow(header, fields);
        }
        if (_sequences.Count == 0)
            throw new UnrollException($"{csv.Name}: no rows after the header; expected {Layout}");

        var labels = known ?? LabelSet.From(_sequences.Select(s => s.Label));
        if (labels.Count < 2)
            throw new UnrollException($"{csv.Name}: every row has the label {Quote.Text(labels[0])}; expected at least two classes");
        var items = _sequences.Select(s => new LabeledSequence(s.Id, s.Sorted(csv), s.Rows.Count, labels.IndexOf(s.Label)));
        return new LabeledSequences(items, header[2..^1], labels);
    }

    private string[] ReadHeader()
    {
        var fields = csv.Read() ?? throw new UnrollException($"{csv.Name}: the file is empty; expected a header {Layout}");
        string[] header = [.. fields.Select(f => f.Text.Trim())];
        string line = $"{csv.Name}:{csv.RecordLine}";
        if (header.Length < 4 || !Is(header[0], "id") || !Is(header[1], "time") || !Is(header[^1], "label"))
            throw new UnrollException($"{line}: expected a header {Layout}, got {Quote.Text(string.Join(',', header))}");
        foreach (var field in fields)
        {
            string name = field.Text.Trim();
            if (name.Length == 0)
                throw csv.Error(field, "a column without a name; name every column in the header");
            if (header.Count(other => other == name) > 1)
                throw csv.Error(field, $"the column {Quote.Text(name)} is there twice; give every column its own name");
        }
        return header;

        static bool Is(string name, string expected) => name.Equals(expected, StringComparison.OrdinalIgnoreCase);
    }

    private void AddRow(string[] header, IReadOnlyList<CsvField> fields)
    {
        string id = fields[0].Text.Trim(), label = Nfc.Normalize(fields[^1].Text.Trim());
        if (id.Length == 0)
            throw csv.Error(fields[0], "empty id; expected the name or number of the sequence");
        if (label.Length == 0)
            throw csv.Error(fields[^1], "empty label; expected the class of the sequence");
        if (known is not null && known.IndexOf(label) < 0)
            throw csv.Error(fields[^1], LabeledTextReader.Unseen(label, known));

        if (!_byId.TryGetValue(id, out var sequence))
        {
            _byId.Add(id, sequence = new Sequence(id, label, csv.RecordLine));
            _sequences.Add(sequence);
        }
        else if (sequence.Label != label)
        {
            throw csv.Error(fields[^1], $"the label {Quote.Text(label)} of id {Quote.Text(id)} contradicts "
                + $"{Quote.Text(sequence.Label)} on line {sequence.FirstLine}; a sequence has one label");
        }

        var values = new float[header.Length - 3];
        for (int f = 0; f < values.Length; f++)
            values[f] = Number(fields[f + 2], header[f + 2]);
        sequence.Rows.Add(new Row(Time(fields[1]), values, csv.RecordLine));
    }

    private float Number(CsvField field, string name)
    {
        if (!float.TryParse(field.Text, NumberStyles.Float, CultureInfo.InvariantCulture, out float value) || !float.IsFinite(value))
            throw csv.Error(field, $"{Quote.Text(field.Text)} is not a finite number (column {Quote.Text(name)})");
        return value;
    }

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

    private readonly record struct Row(double Time, float[] Values, int Line);

    private sealed record Sequence(string Id, string Label, int FirstLine)
    {
        internal List<Row> Rows { get; } = [];

        /// <summary>The values in the order of time. Rows already in that order stay as they are, equal times included.</summary>
        internal float[] Sorted(CsvReader csv)
        {
            bool ordered = true;
            for (int i = 1; i < Rows.Count && ordered; i++)
                ordered = Rows[i - 1].Time <= Rows[i].Time;
            if (ordered)
                return [.. Rows.SelectMany(r => r.Values)];

            Row[] rows = [.. Rows.OrderBy(r => r.Time)];
            for (int i = 1; i < rows.Length; i++)
            {
                if (rows[i - 1].Time == rows[i].Time)
                {
                    throw new UnrollException($"{csv.Name}:{rows[i].Line}: the time of id {Quote.Text(Id)} is that of line "
                        + $"{rows[i - 1].Line} too, and its rows are not in order; sort the rows or give each its own time");
                }
            }
            return [.. rows.SelectMany(r => r.Values)];
        }
    }
}
