using System.Globalization;

namespace Unroll.Formats;

/// <summary>The header of a .npy file: a Python dictionary literal with <c>descr</c>, <c>fortran_order</c> and <c>shape</c>.</summary>
internal sealed class NpyHeader
{
    private readonly string text;
    private readonly string source;
    private int at;

    private NpyHeader(string text, string source)
    {
        this.text = text;
        this.source = source;
    }

    public string Descr { get; private set; } = "";

    public int[] Shape { get; private set; } = [];

    /// <summary>The number of values the shape holds; at most <see cref="Array.MaxLength"/>.</summary>
    public int Count { get; private set; } = 1;

    public int ElementSize => Descr switch
    {
        "<f8" or "<i8" => 8,
        "<f4" or "<i4" => 4,
        "<i2" => 2,
        _ => 1,
    };

    /// <exception cref="UnrollException">The header is malformed or describes something that is not read here.</exception>
    public static NpyHeader Parse(string text, string source)
    {
        var header = new NpyHeader(text, source);
        header.Dictionary();
        return header;
    }

    public static string Format(NpyArray array)
    {
        string extents = string.Join(", ", array.Shape.Select(extent => extent.ToString(CultureInfo.InvariantCulture)));
        string shape = array.Shape.Length == 1 ? extents + "," : extents;
        return $"{{'descr': '{array.Descr}', 'fortran_order': False, 'shape': ({shape}), }}";
    }

    private void Dictionary()
    {
        string? descr = null, order = null;
        bool hasShape = false;
        Take('{');
        while (!TryTake('}'))
        {
            string key = Quoted();
            Take(':');
            if (key == "descr" && descr is null)
                descr = Quoted();
            else if (key == "fortran_order" && order is null)
                order = Word();
            else if (key == "shape" && !hasShape)
                (Shape, hasShape) = (Tuple(), true);
            else
                throw Fault($"an unknown or repeated key {FileErrors.Quote(key)}");
            if (!TryTake(','))
            {
                Take('}');
                break;
            }
        }
        if (text.AsSpan(at).Trim(" \n").Length > 0 || descr is null || !hasShape || order is not ("True" or "False"))
            throw Fault("expected descr, fortran_order and shape, each once, and nothing more");
        if (descr is not ("<f4" or "<f8" or "<i4" or "<i8" or "<i2" or "|u1"))
            throw Fault($"values of type {FileErrors.Quote(descr)}; save it as <f4, <f8, <i2, <i4, <i8 or |u1");
        if (order == "True" && Shape.Length > 1)
            throw Fault("values in Fortran order; save np.ascontiguousarray(a)");
        Descr = descr;
        long count = Shape.Contains(0) ? 0 : 1;
        foreach (int extent in Shape)
        {
            count *= extent;
            if (count > Array.MaxLength)
                throw Fault($"more than {Array.MaxLength} values");
        }
        Count = (int)count;
    }

    private int[] Tuple()
    {
        var extents = new List<int>();
        Take('(');
        while (!TryTake(')'))
        {
            if (!int.TryParse(Word(), NumberStyles.None, CultureInfo.InvariantCulture, out int extent) || extents.Count == 32)
                throw Fault("a shape of up to 32 extents from 0 to 2147483647 was expected");
            extents.Add(extent);
            if (!TryTake(','))
            {
                Take(')');
                break;
            }
        }
        return [.. extents];
    }

    private string Quoted()
    {
        SkipSpaces();
        char quote = at < text.Length ? text[at] : ' ';
        int end = quote is '\'' or '"' ? text.IndexOf(quote, at + 1) : -1;
        if (end < 0)
            throw Fault("expected a quoted name");
        string value = text[(at + 1)..end];
        at = end + 1;
        return value;
    }

    private string Word()
    {
        SkipSpaces();
        int start = at;
        while (at < text.Length && char.IsAsciiLetterOrDigit(text[at]))
            at++;
        return text[start..at];
    }

    private void Take(char expected)
    {
        if (!TryTake(expected))
            throw Fault($"expected '{expected}'");
    }

    private bool TryTake(char expected)
    {
        SkipSpaces();
        if (at >= text.Length || text[at] != expected)
            return false;
        at++;
        return true;
    }

    private void SkipSpaces()
    {
        while (at < text.Length && text[at] == ' ')
            at++;
    }

    private UnrollException Fault(string what) => new($"{source} cannot be read as .npy: {what} (header character {at})");
}
