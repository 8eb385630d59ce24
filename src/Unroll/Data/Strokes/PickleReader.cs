using System.Buffers.Binary;
using System.Text;

namespace Unroll.Data.Strokes;

/// <summary>
/// Reads numpy's arrays from a pickle and nothing else: it knows the few operations that an array of arrays is written with, makes no
/// object but lists, tuples and arrays, and calls nothing that the file names. Every problem names its byte.
/// </summary>
internal sealed class PickleReader(byte[] bytes, int start, string name)
{
    private static readonly object Mark = new(), ArrayMaker = new(), ArrayType = new(), TypeMaker = new(), Encoder = new();

    private readonly Stack<object?> _stack = new();
    private readonly Dictionary<long, object?> _memo = [];
    private int _at = start;

    /// <summary>The arrays inside of the array of objects that the pickle is.</summary>
    /// <exception cref="UnrollException">It is something else, or malformed.</exception>
    public IReadOnlyList<PickledArray> ReadArrays()
    {
        try
        {
            while (true)
            {
                int at = _at;
                byte code = Take(1)[0];
                if (code == (byte)'.')
                {
                    break;
                }

                try
                {
                    Execute(code);
                }
                catch (Exception e) when (
                    e is InvalidCastException or InvalidOperationException or NullReferenceException or KeyNotFoundException
                        or IndexOutOfRangeException or ArgumentException)
                {
                    throw Error(at, $"the operation 0x{code:X2} does not fit what is before it");
                }
            }

            return _stack.TryPop(out object? result) && result is PickledArray { Items: { } items } && items.All(i => i is PickledArray { Data: not null })
                ? [.. items.Cast<PickledArray>()] : throw Error(_at, "expected an array of arrays");
        }
        catch (OutOfMemoryException e)
        {
            throw new UnrollException($"{name}: byte {_at}: too large", e);
        }
    }

    private void Execute(byte code)
    {
        switch ((char)code)
        {
            case (char)0x80:
                if (Take(1)[0] is var protocol and > 4)
                {
                    throw Error(_at - 1, $"a pickle of protocol {protocol}; up to 4 can be read");
                }

                break;
            case (char)0x95:
                Take(8);
                break;
            case 'c':
                _stack.Push(Global(Line(), Line()));
                break;
            case (char)0x93:
                string attribute = (string)_stack.Pop()!;
                _stack.Push(Global((string)_stack.Pop()!, attribute));
                break;
            case '(':
                _stack.Push(Mark);
                break;
            case 't':
                _stack.Push(ToMark().ToArray());
                break;
            case (char)0x85 or (char)0x86 or (char)0x87:
                var tuple = new object?[code - 0x84];
                for (int i = tuple.Length - 1; i >= 0; i--)
                {
                    tuple[i] = _stack.Pop();
                }

                _stack.Push(tuple);
                break;
            case ')':
                _stack.Push(Array.Empty<object?>());
                break;
            case ']':
                _stack.Push(new List<object?>());
                break;
            case 'a':
                object? item = _stack.Pop();
                ((List<object?>)_stack.Peek()!).Add(item);
                break;
            case 'e':
                List<object?> added = ToMark();
                ((List<object?>)_stack.Peek()!).AddRange(added);
                break;
            case 'N':
                _stack.Push(null);
                break;
            case (char)0x88 or (char)0x89:
                _stack.Push(code == 0x88);
                break;
            case 'R':
                Reduce();
                break;
            case 'b':
                Build();
                break;
            default:
                Value(code);
                break;
        }
    }

    /// <summary>Numbers, texts and the memo.</summary>
    private void Value(byte code)
    {
        switch ((char)code)
        {
            case 'K':
                _stack.Push((long)Take(1)[0]);
                break;
            case 'M':
                _stack.Push((long)BinaryPrimitives.ReadUInt16LittleEndian(Take(2)));
                break;
            case 'J':
                _stack.Push((long)BinaryPrimitives.ReadInt32LittleEndian(Take(4)));
                break;
            case (char)0x8A:
                ReadOnlySpan<byte> digits = Take(Take(1)[0]);
                long number = digits.Length > 0 && digits[^1] >= 0x80 ? -1 : 0;
                for (int i = Math.Min(digits.Length, 8) - 1; i >= 0; i--)
                {
                    number = (number << 8) | digits[i];
                }

                _stack.Push(number);
                break;
            case 'U' or 'C': // Python 2 writes bytes and texts alike.
                _stack.Push(Take(Take(1)[0]).ToArray());
                break;
            case 'T' or 'B':
                _stack.Push(Take(Size()).ToArray());
                break;
            case 'X':
                _stack.Push(Encoding.UTF8.GetString(Take(Size())));
                break;
            case (char)0x8C:
                _stack.Push(Encoding.UTF8.GetString(Take(Take(1)[0])));
                break;
            case (char)0x8E:
                long length = BinaryPrimitives.ReadInt64LittleEndian(Take(8));
                _stack.Push(Take((int)Math.Clamp(length, -1, int.MaxValue)).ToArray());
                break;
            case 'q':
                _memo[Take(1)[0]] = _stack.Peek();
                break;
            case 'r':
                _memo[BinaryPrimitives.ReadUInt32LittleEndian(Take(4))] = _stack.Peek();
                break;
            case (char)0x94:
                _memo[_memo.Count] = _stack.Peek();
                break;
            case 'h':
                _stack.Push(_memo[Take(1)[0]]);
                break;
            case 'j':
                _stack.Push(_memo[BinaryPrimitives.ReadUInt32LittleEndian(Take(4))]);
                break;
            default:
                throw Error(_at - 1, $"the operation 0x{code:X2} has no place in a file of sketches");
        }
    }

    private object Global(string module, string attribute) => (module, attribute) switch
    {
        ("numpy.core.multiarray" or "numpy._core.multiarray", "_reconstruct") => ArrayMaker,
        ("numpy", "ndarray") => ArrayType,
        ("numpy", "dtype") => TypeMaker,
        ("_codecs", "encode") => Encoder,
        _ => throw Error(_at, $"the file asks for {Quote.Text(module + "." + attribute)}, which is no part of a file of sketches"),
    };

    private void Reduce()
    {
        var arguments = (object?[])_stack.Pop()!;
        object? maker = _stack.Pop();
        _stack.Push(
            ReferenceEquals(maker, ArrayMaker) ? new PickledArray()
            : ReferenceEquals(maker, TypeMaker) ? new PickledArray { Type = Text(arguments[0]) }
            : ReferenceEquals(maker, Encoder) ? Encoding.Latin1.GetBytes((string)arguments[0]!)
            : throw new InvalidCastException());
    }

    /// <summary>Fills a type (version, byte order, ...) or an array (version, shape, type, Fortran order, data).</summary>
    private void Build()
    {
        var state = (object?[])_stack.Pop()!;
        var target = (PickledArray)_stack.Peek()!;
        if (target.Type.Length > 0 && target.Shape.Length == 0 && state.Length >= 2 && state[1] is not object?[])
        {
            target.BigEndian = Text(state[1]) == ">";
            return;
        }

        if (state.Length != 5)
        {
            throw new InvalidCastException();
        }

        var type = (PickledArray)state[2]!;
        target.Shape = [.. ((object?[])state[1]!).Select(s => (long)s!)];
        target.Type = type.Type;
        target.BigEndian = type.BigEndian;
        target.Fortran = (bool)state[3]! && target.Columns > 1;
        target.Data = state[4] as byte[] ?? (state[4] is string text ? Encoding.Latin1.GetBytes(text) : null);
        target.Items = state[4] as List<object?>;
    }

    private List<object?> ToMark()
    {
        var items = new List<object?>();
        while (_stack.Pop() is var item && !ReferenceEquals(item, Mark))
        {
            items.Add(item);
        }

        items.Reverse();
        return items;
    }

    private static string Text(object? value) => value as string ?? Encoding.Latin1.GetString((byte[])value!);

    private int Size()
    {
        int at = _at;
        uint size = BinaryPrimitives.ReadUInt32LittleEndian(Take(4));
        return size <= bytes.Length - _at ? (int)size : throw Error(at, $"{size} bytes are announced, but {bytes.Length - _at} follow; the file was cut off");
    }

    private string Line()
    {
        int end = Array.IndexOf(bytes, (byte)'\n', _at);
        if (end < 0)
        {
            throw Error(_at, "a name that does not end; the file was cut off");
        }

        string line = Encoding.Latin1.GetString(bytes, _at, end - _at);
        _at = end + 1;
        return line;
    }

    private ReadOnlySpan<byte> Take(int count)
    {
        if (count < 0 || count > bytes.Length - _at)
        {
            throw Error(_at, $"{count} bytes are announced, but {bytes.Length - _at} follow; the file was cut off");
        }

        _at += count;
        return bytes.AsSpan(_at - count, count);
    }

    private UnrollException Error(int at, string problem) => new($"{name}: byte {at}: {problem}");
}
