using System.Text;

namespace Unroll.Data;

/// <summary>
/// Records of comma-separated values (RFC 4180): fields in quotes may hold commas, doubled quotes and line ends. Blank lines are ignored.
/// </summary>
internal sealed class CsvReader(StrictLineReader lines)
{
    private readonly List<CsvField> _fields = [];
    private readonly StringBuilder _text = new();

    /// <summary>The line on which the record last read begins, from 1.</summary>
    internal int RecordLine { get; private set; }

    /// <summary>What messages call the source.</summary>
    internal string Name => lines.Name;

    /// <summary>The fields of the next record, valid until the next call; null after the last.</summary>
    /// <exception cref="UnrollException">A quote is not where RFC 4180 allows one, or is never closed.</exception>
    internal IReadOnlyList<CsvField>? Read()
    {
        if (lines.ReadFilledLine() is not string line)
            return null;
        RecordLine = lines.LineNumber;
        _fields.Clear();
        int at = 0;
        do
        {
            int number = lines.LineNumber, column = at + 1;
            string text = at < line.Length && line[at] == '"' ? Quoted(ref line, ref at) : Plain(line, ref at);
            _fields.Add(new CsvField(text, number, column));
        }
        while (at++ < line.Length); // over the comma, where there is one
        return _fields;
    }

    /// <summary>What is wrong with a field.</summary>
    internal UnrollException Error(CsvField field, string problem) => new($"{Name}:{field.Line}:{field.Column}: {problem}");

    private string Plain(string line, ref int at)
    {
        int comma = line.IndexOf(',', at), from = at;
        at = comma < 0 ? line.Length : comma;
        int quote = line.AsSpan(from, at - from).IndexOf('"');
        if (quote >= 0)
        {
            throw new UnrollException(
                $"{Name}:{lines.LineNumber}:{from + quote + 1}: a quote inside a field; quote the whole field and double the quote");
        }
        return line[from..at];
    }

    private string Quoted(ref string line, ref int at)
    {
        int startLine = lines.LineNumber, startColumn = at + 1;
        _text.Clear();
        at++;
        while (true)
        {
            int quote = line.IndexOf('"', at);
            if (quote < 0)
            {
                _text.Append(line, at, line.Length - at).Append('\n');
                if (_text.Length > StrictLineReader.LongestLine || lines.ReadLine() is not string next)
                    throw new UnrollException($"{Name}:{startLine}:{startColumn}: the quote that opens this field is never closed");
                line = next;
                at = 0;
                continue;
            }
            _text.Append(line, at, quote - at);
            at = quote + 1;
            if (at == line.Length || line[at] == ',')
                return _text.ToString();
            if (line[at] != '"')
            {
                throw new UnrollException(
                    $"{Name}:{lines.LineNumber}:{at + 1}: expected a comma after the closing quote; a quote inside a field is doubled");
            }
            _text.Append('"');
            at++;
        }
    }
}
