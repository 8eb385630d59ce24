using System.Globalization;

namespace Unroll.Data.Music;

/// <summary>The notes of a tune: reads them line by line into elements.</summary>
internal sealed class AbcBody(AbcHead head)
{
    private const int MostTicks = 64 * 4 * AbcTune.TicksPerQuarter;

    private readonly List<AbcElement> _elements = [];
    private readonly Dictionary<int, int> _barAccidentals = [];
    private string _line = "";
    private int _at;
    private int _tupletLeft, _tupletOver, _tupletUnder;
    private double _broken = 1;
    private int _slurs;

    public void FieldChanged(char name)
    {
        if (name == 'K')
        {
            _barAccidentals.Clear();
        }
    }

    /// <exception cref="FormatException">The line is no valid ABC.</exception>
    public void Line(string line)
    {
        _line = line;
        _at = 0;
        while (_at < line.Length)
        {
            Element(line[_at]);
        }
    }

    /// <exception cref="FormatException">Something was left open.</exception>
    public AbcTune Finish()
    {
        if (_tupletLeft > 0)
        {
            throw new FormatException("the tune ends in the middle of a tuplet");
        }

        if (!_elements.Any(e => e.Kind == AbcElementKind.Sound && e.Pitches!.Length > 0))
        {
            throw new FormatException("the tune has no note");
        }

        (List<MidiNote> notes, List<(long, Chord)> chords) = AbcPlayer.Play(_elements);
        (int bars, int full) = AbcPlayer.CountBars(_elements, head.Metre);
        return new AbcTune
        {
            Title = head.Title, Metre = head.Metre, Sharps = head.Sharps, Minor = head.Minor, Tempo = head.Tempo, Notes = notes, Chords = chords,
            Bars = bars, FullBars = full,
        };
    }

    private char Next(int ahead = 0) => _at + ahead < _line.Length ? _line[_at + ahead] : '\0';

    private void Element(char c)
    {
        switch (c)
        {
            case ' ' or '\t' or '`' or 'y' or '~' or '.' or 'u' or 'v' or 'T' or 'H' or 'L' or 'M' or 'O' or 'P' or 'S':
                _at++;
                break;
            case '\\' or '*' when _line.AsSpan(_at + 1).Trim().IsEmpty:
                _at++;
                break;
            case '"':
                Quoted();
                break;
            case '!':
                int mark = _line.IndexOf('!', _at + 1);
                _at = mark < 0 ? _at + 1 : mark + 1;
                break;
            case '{':
                int grace = _line.IndexOf('}', _at);
                _at = grace < 0 ? throw Problem("grace notes that do not end: expected }") : grace + 1;
                break;
            case '(' when char.IsAsciiDigit(Next(1)):
                Tuplet();
                break;
            case '(':
                _slurs++;
                _at++;
                break;
            case ')':
                _slurs = _slurs > 0 ? _slurs - 1 : throw Problem("a slur ends that did not begin");
                _at++;
                break;
            case '|' or ':':
            case '[' when Next(1) is '|' || char.IsAsciiDigit(Next(1)):
                BarLine();
                break;
            case '[' when char.IsAsciiLetter(Next(1)) && Next(2) == ':':
                InlineField();
                break;
            case '[':
                Stack(']');
                break;
            case '+':
                Stack('+');
                break;
            case '^' or '_' or '=' or (>= 'A' and <= 'G') or (>= 'a' and <= 'g'):
                Sound([Pitch()]);
                break;
            case 'z' or 'x':
                _at++;
                Sound([]);
                break;
            case 'Z':
                _at++;
                int bars = Digits() ?? 1;
                (int Beats, int Unit) metre = head.Metre ?? (4, 4);
                Add(bars * 4L * AbcTune.TicksPerQuarter * metre.Beats / metre.Unit, []);
                break;
            case '-' when _elements.FindLastIndex(e => e.Kind == AbcElementKind.Sound) is >= 0 and var held:
                // A tie may stand apart from its note.
                _elements[held] = _elements[held] with { Tied = true };
                _at++;
                break;
            case '>' or '<':
                Broken(c);
                break;
            default:
                throw Problem($"{Quote.Text(c.ToString())} is nothing that a tune may hold");
        }
    }

    private void Quoted()
    {
        int end = _line.IndexOf('"', _at + 1);
        if (end < 0)
        {
            throw Problem("a chord symbol that does not end: expected \"");
        }

        string text = _line[(_at + 1)..end].Trim();
        _at = end + 1;
        bool annotation = text.Length == 0 || text[0] is '^' or '_' or '<' or '>' or '@' or '(';
        if (!annotation && Chord.TryParse(text, out Chord chord))
        {
            _elements.Add(new AbcElement(AbcElementKind.ChordSymbol, Chord: chord));
        }
        else if (!annotation && "ABCDEFGabcdefg".Contains(text[0], StringComparison.Ordinal) && text.Length > 1 && text[1] is not ' ')
        {
            throw Problem($"not a chord: {Quote.Text(text)}");
        }
    }

    private void Tuplet()
    {
        _at++;
        int notes = Digits() ?? 0;
        bool compound = head.Metre is { } m && m.Beats % 3 == 0 && m.Unit == 8;
        int time = notes switch { 2 or 4 or 8 => 3, 3 or 6 => 2, 5 or 7 or 9 => compound ? 3 : 2, _ => throw Problem($"a tuplet of {notes}; expected 2 to 9") };
        int count = notes;
        if (Next() == ':')
        {
            _at++;
            time = Digits() ?? time;
            if (Next() == ':')
            {
                _at++;
                count = Digits() ?? count;
            }
        }

        if (_tupletLeft > 0 || count is 0 or > 32 || time is 0 or > 32)
        {
            throw Problem("a tuplet inside of another, or of no notes");
        }

        (_tupletLeft, _tupletOver, _tupletUnder) = (count, time, notes);
    }

    private void InlineField()
    {
        int end = _line.IndexOf(']', _at);
        if (end < 0)
        {
            throw Problem("a field that does not end: expected ]");
        }

        head.Field(_line[_at + 1], _line[(_at + 3)..end].Trim(), body: true);
        FieldChanged(_line[_at + 1]);
        _at = end + 1;
    }

    /// <summary>A bar line in any of its forms, with the ending that may follow it.</summary>
    private void BarLine()
    {
        int start = _at;
        while (Next() is '|' or ':' || (Next() == '[' && Next(1) == '|') || (Next() == ']' && _at > start && _line[_at - 1] == '|'))
        {
            _at++;
        }

        string bar = _line[start.._at];
        _barAccidentals.Clear();
        bool ends = bar.StartsWith(':'), starts = bar.EndsWith(':') && bar.Length > 1;
        if (bar == ":")
        {
            throw Problem("a lone colon");
        }

        if (bar.Length > 0)
        {
            _elements.Add(new AbcElement(AbcElementKind.Bar));
        }

        if (ends)
        {
            _elements.Add(new AbcElement(AbcElementKind.RepeatEnd));
        }

        if (starts)
        {
            _elements.Add(new AbcElement(AbcElementKind.RepeatStart));
        }

        bool bracket = Next() == '[' && char.IsAsciiDigit(Next(1));
        if (bracket || char.IsAsciiDigit(Next()))
        {
            _at += bracket ? 1 : 0;
            int endings = 0;
            do
            {
                _at += Next() is ',' or '-' ? 1 : 0;
                endings |= 1 << Math.Min(30, Digits() ?? 0);
            }
            while (Next() is ',' or '-' && char.IsAsciiDigit(Next(1)));
            _elements.Add(new AbcElement(AbcElementKind.Ending, Endings: endings));
        }
    }

    private void Stack(char close)
    {
        _at++;
        var pitches = new List<int>();
        (int Over, int Under) inner = (1, 1);
        while (Next() != close)
        {
            if (Next() is '^' or '_' or '=' or (>= 'A' and <= 'G') or (>= 'a' and <= 'g'))
            {
                pitches.Add(Pitch());
                inner = Length();
                _at += Next() == '-' ? 1 : 0;
            }
            else if (Next() is ' ' or '.' or 'u' or 'v')
            {
                _at++;
            }
            else
            {
                throw Problem($"notes that sound together: expected a note or {close}");
            }
        }

        _at++;
        if (pitches.Count == 0)
        {
            throw Problem("no note between brackets");
        }

        Sound([.. pitches.Distinct().Order()], inner);
    }

    private int Pitch()
    {
        int? accidental = null;
        while (Next() is '^' or '_' or '=')
        {
            accidental = (accidental ?? 0) + (Next() == '^' ? 1 : Next() == '_' ? -1 : 0);
            _at++;
        }

        char letter = Next();
        int step = "CDEFGAB".IndexOf(char.ToUpperInvariant(letter), StringComparison.Ordinal);
        if (step < 0)
        {
            throw Problem($"expected a note after an accidental, got {(letter == '\0' ? "the end of the line" : Quote.Text(letter.ToString()))}");
        }

        _at++;
        int octave = char.IsAsciiLetterLower(letter) ? 6 : 5;
        while (Next() is ',' or '\'')
        {
            octave += Next() == '\'' ? 1 : -1;
            _at++;
        }

        int place = (octave * 7) + step;
        if (accidental is { } given)
        {
            _barAccidentals[place] = given;
        }

        int pitch = (octave * 12) + "\0\u0002\u0004\u0005\u0007\u0009\u000b"[step] + _barAccidentals.GetValueOrDefault(place, head.Alterations[step]);
        return pitch is >= 0 and <= 127 && Math.Abs(accidental ?? 0) <= 2 ? pitch : throw Problem("a note out of the range of MIDI");
    }

    private void Sound(int[] pitches, (int Over, int Under)? inner = null)
    {
        (int over, int under) = Length();
        (int Over, int Under) unit = head.Unit;
        double ticks = 4.0 * AbcTune.TicksPerQuarter * unit.Over / unit.Under * over / under * (inner?.Over ?? 1) / (inner?.Under ?? 1) * _broken;
        _broken = 1;
        if (_tupletLeft > 0)
        {
            ticks = ticks * _tupletOver / _tupletUnder;
            _tupletLeft--;
        }

        long length = (long)Math.Round(ticks);
        if (length is < 1 or > MostTicks)
        {
            throw Problem($"a length of {over}/{under} is out of range");
        }

        bool tied = Next() == '-';
        _at += tied ? 1 : 0;
        Add(length, pitches, tied);
    }

    private void Add(long length, int[] pitches, bool tied = false) =>
        _elements.Add(new AbcElement(AbcElementKind.Sound, length, pitches, tied));

    /// <summary>a&gt;b: the first note half as long again, the second half as long; two signs three quarters more, and so on.</summary>
    private void Broken(char sign)
    {
        int count = 0;
        for (; Next() == sign; _at++)
        {
            count++;
        }

        int last = _elements.FindLastIndex(e => e.Kind == AbcElementKind.Sound);
        if (last < 0 || count > 3 || _elements.FindIndex(last, e => e.Kind == AbcElementKind.Bar) >= 0)
        {
            throw Problem($"{sign} stands between two notes");
        }

        double shorter = Math.Pow(0.5, count);
        double first = sign == '>' ? 2 - shorter : shorter;
        _broken = 2 - first;
        _elements[last] = _elements[last] with { Length = Math.Max(1, (long)Math.Round(_elements[last].Length * first)) };
    }

    /// <summary>A length such as 2, 3/2, / or //.</summary>
    private (int Over, int Under) Length()
    {
        int over = Digits() ?? 1, under = 1;
        while (Next() == '/')
        {
            _at++;
            under *= Digits() ?? 2;
            if (under is 0 or > 256)
            {
                throw Problem("a length that is divided by 0 or by too much");
            }
        }

        return over is > 0 and <= 256 ? (over, under) : throw Problem($"a length of {over}");
    }

    private int? Digits()
    {
        int start = _at;
        while (char.IsAsciiDigit(Next()))
        {
            _at++;
        }

        return start == _at ? null
            : int.TryParse(_line.AsSpan(start, _at - start), NumberStyles.None, CultureInfo.InvariantCulture, out int value) && value < 10_000 ? value
            : throw Problem("a number out of range");
    }

    private FormatException Problem(string what) => new($"column {Math.Min(_at, _line.Length) + 1}: {what}");
}
