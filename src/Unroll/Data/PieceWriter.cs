using System.Text;

namespace Unroll.Data;

/// <summary>Writes pieces as they are drawn: puts the spaces between words, and holds back bytes until a character is complete.</summary>
public sealed class PieceWriter
{
    private const string NoSpaceBefore = ",.;:!?)]}%…”’", NoSpaceAfter = "([{“‘$#";
    private readonly Pieces _pieces;
    private readonly Decoder? _decoder;
    private readonly char[] _characters = new char[4];
    private readonly byte[] _byte = new byte[1];
    private bool _glued = true;
    private bool _quoted;

    /// <summary>Starts a text.</summary>
    public PieceWriter(Pieces pieces)
    {
        _pieces = pieces;
        _decoder = pieces.Kind == PieceKind.Bytes ? Encoding.UTF8.GetDecoder() : null;
    }

    /// <summary>What to write for the next piece; may be empty for a byte in the middle of a character.</summary>
    public string Append(int id)
    {
        if (id == _pieces.End)
        {
            return "";
        }

        if (_decoder is not null)
        {
            _byte[0] = (byte)id;
            return new string(_characters, 0, _decoder.GetChars(_byte, _characters, flush: false));
        }

        string piece = _pieces.Tokens[id];
        return _pieces.Kind switch
        {
            PieceKind.Words => Space(piece) + piece,
            PieceKind.Tokens => Between(piece) + piece,
            _ => piece,
        };
    }

    /// <summary>What is left to write at the end: the mark of a broken character, or nothing.</summary>
    public string Finish() =>
        _decoder is null ? "" : new string(_characters, 0, _decoder.GetChars([], _characters, flush: true));

    private string Between(string piece)
    {
        bool space = !_glued && piece != "\n";
        _glued = piece == "\n";
        return space ? " " : "";
    }

    private string Space(string piece)
    {
        bool opens = piece == "\"" && !_quoted, closes = piece == "\"" && _quoted;
        bool space = !_glued && piece != "\n" && !closes && !(piece.Length == 1 && NoSpaceBefore.Contains(piece[0]));
        _glued = piece == "\n" || opens || (piece.Length == 1 && NoSpaceAfter.Contains(piece[0]));
        _quoted = piece != "\n" && _quoted != (opens || closes);
        return space ? " " : "";
    }
}
