using System.Globalization;

namespace Unroll.Data;

/// <summary>Reads a SMILES string into atoms and bonds.</summary>
internal sealed class SmilesParser(string text)
{
    private static readonly string[] Known =
    [
        "Ac", "Ag", "Al", "As", "Au", "B", "Ba", "Be", "Bi", "Br", "C", "Ca", "Cd", "Ce", "Cl", "Co", "Cr", "Cs", "Cu", "F", "Fe", "Ga", "Ge", "H", "Hg",
        "I", "In", "K", "Li", "Mg", "Mn", "Mo", "N", "Na", "Ni", "O", "P", "Pb", "Pd", "Pt", "Rb", "S", "Sb", "Se", "Si", "Sn", "Sr", "Te", "Ti", "Tl", "V",
        "W", "Zn", "Zr",
    ];

    private readonly Dictionary<int, (int Atom, char Bond, int Place)> _open = [];
    private readonly Stack<(int Atom, int Place)> _branches = new();
    private int _at;
    private int _last = -1;
    private char _bond;

    public List<SmilesAtom> Atoms { get; } = [];

    public List<SmilesBond> Bonds { get; } = [];

    /// <summary>What is wrong, or null.</summary>
    public string? Parse()
    {
        if (text.Length == 0)
        {
            return "the string is empty";
        }

        while (_at < text.Length)
        {
            if (Next() is { } problem)
            {
                return problem;
            }
        }

        return _bond != 0 ? Wrong(_at, "a bond leads nowhere")
            : _branches.TryPeek(out (int Atom, int Place) branch) ? Wrong(branch.Place, "this branch is never closed")
            : _open.Count > 0 ? Wrong(_open.Values.First().Place, "this ring is never closed")
            : _last < 0 ? Wrong(_at, "nothing follows the dot") : null;
    }

    private string? Next()
    {
        char c = text[_at];
        switch (c)
        {
            case '(':
                if (_last < 0 || _bond != 0)
                    return Wrong(_at + 1, "a branch needs an atom before it");
                _branches.Push((_last, ++_at));
                return _at < text.Length && text[_at] == ')' ? Wrong(_at, "this branch is empty") : null;
            case ')':
                if (_branches.Count == 0)
                    return Wrong(_at + 1, "no branch is open here");
                if (_bond != 0)
                    return Wrong(_at + 1, "a bond leads nowhere");
                _last = _branches.Pop().Atom;
                _at++;
                return null;
            case '.':
                if (_last < 0 || _bond != 0 || _branches.Count > 0)
                    return Wrong(_at + 1, "a dot needs whole molecules on both sides");
                _last = -1;
                _at++;
                return null;
            case '-' or '=' or '#' or '$' or ':' or '/' or '\\':
                if (_last < 0 || _bond != 0)
                    return Wrong(_at + 1, "a bond needs an atom before it");
                _bond = c;
                _at++;
                return null;
            case >= '0' and <= '9':
                return Ring(c - '0', 1);
            case '%':
                return _at + 2 < text.Length && char.IsAsciiDigit(text[_at + 1]) && char.IsAsciiDigit(text[_at + 2])
                    ? Ring(int.Parse(text.AsSpan(_at + 1, 2), CultureInfo.InvariantCulture), 3) : Wrong(_at + 1, "expected two digits after %");
            case '[':
                return Bracket();
            default:
                return Plain();
        }
    }

    private string? Plain()
    {
        string element = _at + 1 < text.Length && text.AsSpan(_at, 2) is "Cl" or "Br" ? text.Substring(_at, 2) : text.Substring(_at, 1);
        if (element is not ("B" or "C" or "N" or "O" or "P" or "S" or "F" or "I" or "Cl" or "Br" or "b" or "c" or "n" or "o" or "p" or "s"))
        {
            return Wrong(_at + 1, $"no atom is written {Quote.Text(element)}");
        }

        int place = _at + 1;
        _at += element.Length;
        return Add(new SmilesAtom(element.ToUpperInvariant() is { Length: 1 } single ? single : element, char.IsAsciiLetterLower(element[0]), false, 0, 0, place));
    }

    private string? Bracket()
    {
        int place = _at + 1, end = text.IndexOf(']', _at);
        if (end < 0)
        {
            return Wrong(place, "this bracket is never closed");
        }

        ReadOnlySpan<char> inner = text.AsSpan(_at + 1, end - _at - 1);
        int i = 0;
        while (i < inner.Length && char.IsAsciiDigit(inner[i]))
        {
            i++; // the isotope
        }

        int length = i + 1 < inner.Length && Element(inner.Slice(i, 2)) is not null ? 2 : i < inner.Length && Element(inner.Slice(i, 1)) is not null ? 1 : 0;
        if (length == 0)
        {
            return Wrong(place + i + 1, "expected an element");
        }

        string element = Element(inner.Slice(i, length))!;
        bool aromatic = char.IsAsciiLetterLower(inner[i]);
        i += length;
        while (i < inner.Length && inner[i] == '@')
        {
            i++; // the handedness
        }

        int hydrogens = i < inner.Length && inner[i] == 'H' ? Number(inner, ref i, 1) : 0, charge = 0;
        while (i < inner.Length && inner[i] is '+' or '-')
        {
            int sign = inner[i] == '+' ? 1 : -1;
            charge += sign * Number(inner, ref i, 1);
        }

        if (i < inner.Length && inner[i] == ':')
        {
            i++; // the class of the atom
            while (i < inner.Length && char.IsAsciiDigit(inner[i]))
            {
                i++;
            }
        }

        if (i < inner.Length)
        {
            return Wrong(place + i + 1, $"{Quote.Text(inner[i].ToString())} has no place in a bracket");
        }

        _at = end + 1;
        return Add(new SmilesAtom(element, aromatic, true, hydrogens, charge, place));
    }

    private static string? Element(ReadOnlySpan<char> name)
    {
        string text = name.ToString();
        if (text is "b" or "c" or "n" or "o" or "p" or "s" or "se" or "as")
        {
            return char.ToUpperInvariant(text[0]) + text[1..];
        }

        return Array.IndexOf(Known, text) >= 0 ? text : null;
    }

    /// <summary>The number after a sign, or what it means alone.</summary>
    private static int Number(ReadOnlySpan<char> inner, ref int i, int alone)
    {
        int value = 0, start = ++i;
        while (i < inner.Length && char.IsAsciiDigit(inner[i]) && i < start + 2)
        {
            value = (value * 10) + inner[i++] - '0';
        }

        return i == start ? alone : value;
    }

    private string? Add(SmilesAtom atom)
    {
        Atoms.Add(atom);
        int index = Atoms.Count - 1;
        if (_last >= 0)
        {
            Join(_last, index, _bond);
        }

        _last = index;
        _bond = '\0';
        return null;
    }

    private string? Ring(int number, int width)
    {
        if (_last < 0)
        {
            return Wrong(_at + 1, "a ring needs an atom before it");
        }

        int place = _at + 1;
        _at += width;
        char bond = _bond;
        _bond = '\0';
        if (!_open.Remove(number, out (int Atom, char Bond, int Place) other))
        {
            _open[number] = (_last, bond, place);
            return null;
        }

        if (other.Atom == _last || Bonds.Exists(b => (b.From == _last && b.To == other.Atom) || (b.To == _last && b.From == other.Atom)))
        {
            return Wrong(place, "a ring of fewer than three atoms");
        }

        if (bond != 0 && other.Bond != 0 && Order(bond) != Order(other.Bond))
        {
            return Wrong(place, "the two ends of this ring name different bonds");
        }

        Join(other.Atom, _last, bond != 0 ? bond : other.Bond);
        return null;
    }

    private void Join(int from, int to, char sign)
    {
        bool aromatic = sign == ':' || (sign == 0 && Atoms[from].Aromatic && Atoms[to].Aromatic);
        Bonds.Add(new SmilesBond(from, to, Order(sign), aromatic));
    }

    private static int Order(char sign) => sign switch { '=' => 2, '#' => 3, '$' => 4, _ => 1 };

    private static string Wrong(int place, string what) => string.Create(CultureInfo.InvariantCulture, $"character {place}: {what}");
}
