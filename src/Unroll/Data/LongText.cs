using System.Text;
using System.Text.Unicode;
using Unroll.Formats;

namespace Unroll.Data;

/// <summary>A file read as one text.</summary>
public static class LongText
{
    /// <summary>Reads a UTF-8 file whole: composed (NFC), line ends as LF, without a byte order mark.</summary>
    /// <exception cref="UnrollException">The file is missing, empty or not UTF-8.</exception>
    public static string Read(string path)
    {
        byte[] bytes = ReadBytes(path);
        ReadOnlySpan<byte> text = bytes.AsSpan().StartsWith("\uFEFF"u8) ? bytes.AsSpan(3) : bytes;
        if (!Utf8.IsValid(text))
        {
            int valid = 0;
            while (Rune.DecodeFromUtf8(text[valid..], out _, out int length) == System.Buffers.OperationStatus.Done)
            {
                valid += length;
            }

            int line = 1 + text[..valid].Count((byte)'\n');
            throw new UnrollException(
                $"{path}:{line}: byte {valid + bytes.Length - text.Length} (0x{text[valid]:X2}) is not valid UTF-8; save the file as UTF-8, or read it as bytes");
        }

        if (text.IsEmpty)
        {
            throw new UnrollException($"{path}: the file is empty; expected some text");
        }

        return TextElements.Normalize(Encoding.UTF8.GetString(text)).ReplaceLineEndings("\n");
    }

    /// <summary>Reads a file whole as it is.</summary>
    /// <exception cref="UnrollException">The file is missing, empty or a folder.</exception>
    public static byte[] ReadBytes(string path)
    {
        byte[] bytes = FileErrors.ReadAllBytes(path);
        return bytes.Length > 0 ? bytes : throw new UnrollException($"{path}: the file is empty; expected some text");
    }
}
