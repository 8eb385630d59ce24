using System.Text;
using System.Text.Unicode;

namespace Unroll.Data;

/// <summary>
/// Lines of a UTF-8 file, one at a time, refusing what would silently go wrong later: bytes that are not UTF-8, and lines that are too
/// long to be lines. It holds one line and one block in memory, whatever the size of the file.
/// </summary>
internal sealed class StrictLineReader : IDisposable
{
    /// <summary>The longest line accepted, in bytes without its end: 1 MB.</summary>
    internal const int LongestLine = 1 << 20;

    private readonly Stream _stream;
    private readonly byte[] _block = new byte[1 << 16];
    private readonly MemoryStream _line = new();
    private int _next;
    private int _end;
    private long _blockStart;

    /// <summary>Reads from an open stream, which this reader then owns.</summary>
    /// <param name="stream">UTF-8 bytes.</param>
    /// <param name="name">What messages call it: the path as the user gave it.</param>
    internal StrictLineReader(Stream stream, string name)
    {
        _stream = stream;
        Name = name;
    }

    /// <summary>What messages call the source.</summary>
    internal string Name { get; }

    /// <summary>The number of the line last read, from 1; 0 before the first.</summary>
    internal int LineNumber { get; private set; }

    /// <summary>Opens a file.</summary>
    /// <exception cref="UnrollException">It is missing, a folder, or may not be read.</exception>
    internal static StrictLineReader Open(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (Directory.Exists(path))
            throw new UnrollException($"{path}: this is a folder; expected a file");
        try
        {
            return new StrictLineReader(new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 1), path);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new UnrollException($"{path}: no such file; check the path", e);
        }
        catch (UnauthorizedAccessException e)
        {
            throw new UnrollException($"{path}: no permission to read this file", e);
        }
        catch (IOException e)
        {
            throw new UnrollException($"{path}: cannot be read: {e.Message}", e);
        }
    }

    /// <summary>The next line without its end (LF or CR LF) and without a byte order mark; null after the last.</summary>
    /// <exception cref="UnrollException">The line is too long or not UTF-8.</exception>
    internal string? ReadLine()
    {
        if (_next == _end && !Fill())
            return null;
        long start = _blockStart + _next;
        _line.SetLength(0);
        bool ended;
        do
        {
            var rest = _block.AsSpan(_next, _end - _next);
            int newline = rest.IndexOf((byte)'\n');
            ended = newline >= 0;
            var part = ended ? rest[..newline] : rest;
            _next += part.Length + (ended ? 1 : 0);
            if (_line.Length + part.Length > LongestLine)
            {
                throw new UnrollException(
                    $"{Name}:{LineNumber + 1}: the line is longer than {LongestLine} bytes; expected one item a line");
            }
            _line.Write(part);
        }
        while (!ended && Fill());
        if (!ended && _line.Length == 0)
            return null; // nothing but a byte order mark
        LineNumber++;
        return Decode(start);
    }

    /// <summary>The next line that holds more than spaces; null after the last.</summary>
    internal string? ReadFilledLine()
    {
        string? line = ReadLine();
        while (line is not null && line.AsSpan().Trim(' ').IsEmpty)
            line = ReadLine();
        return line;
    }

    /// <summary>What is wrong on the line last read.</summary>
    internal UnrollException Error(string problem) => new($"{Name}:{LineNumber}: {problem}");

    /// <inheritdoc/>
    public void Dispose() => _stream.Dispose();

    private bool Fill()
    {
        _blockStart += _end;
        _next = 0;
        try
        {
            // What has come, so that lines that a person types are read as they are typed; but not less than a byte order mark.
            _end = _stream.Read(_block);
            while (_blockStart == 0 && _end is 1 or 2 && _block[0] == 0xEF && _stream.Read(_block, _end, 1) == 1)
                _end++;
        }
        catch (IOException e)
        {
            throw new UnrollException($"{Name}: reading failed after line {LineNumber}: {e.Message}", e);
        }
        if (_blockStart == 0 && _block.AsSpan(0, _end).StartsWith("\uFEFF"u8))
            _next = 3;
        return _end > 0;
    }

    private string Decode(long start)
    {
        var bytes = _line.GetBuffer().AsSpan(0, (int)_line.Length);
        if (bytes.EndsWith("\r"u8))
            bytes = bytes[..^1];
        if (Utf8.IsValid(bytes))
            return Encoding.UTF8.GetString(bytes);

        int valid = 0;
        while (Rune.DecodeFromUtf8(bytes[valid..], out _, out int length) == System.Buffers.OperationStatus.Done)
            valid += length;
        string hint = start + valid == 0 && bytes.Length > 1 && bytes[0] is 0xFE or 0xFF ? " (it looks like UTF-16)" : "";
        throw Error($"byte {start + valid} (0x{bytes[valid]:X2}) is not valid UTF-8{hint}; save the file as UTF-8");
    }
}
