using System.Globalization;
using System.Text;
using System.Text.Json;
using Unroll.Data;
using Unroll.Models;

namespace Unroll.Recipes;

/// <summary>What a language model expects before and after the pieces of a text.</summary>
internal sealed class NextPieces
{
    private readonly Pieces _pieces;
    private readonly string _input;
    private readonly int[] _ids, _read;
    private readonly TextActivations _activations;
    private readonly float[]?[] _probabilities;

    public NextPieces(LanguageModel model, string input)
    {
        _pieces = model.Pieces;
        _input = input;
        _ids = _pieces.Encode(input);

        // What is read: the start of an item, or a line end where a text has nothing before it.
        int first = _pieces.IsItems ? _pieces.End : _pieces.Kind == PieceKind.Bytes ? '\n' : _pieces.IdOf("\n");
        _read = [first, .. _ids];
        _activations = TextActivations.Of(model, _read);
        _probabilities = new float[_read.Length][];
    }

    /// <summary>The mean loss of the input's pieces in nats.</summary>
    private double Loss => _ids.Select((id, t) => -Math.Log(Math.Max(Probability(t, id), 1e-30))).DefaultIfEmpty(0).Average();

    public ModelOutput Output(PredictRequest request)
    {
        var text = new StringBuilder();
        if (request.Steps)
        {
            for (int t = 0; t < _ids.Length; t++)
            {
                text.Append(CultureInfo.InvariantCulture, $"{_pieces.Show(_ids[t]),-3} {100 * Probability(t, _ids[t]),5:F1}%   {Line(Top(t, request.Top))}\n");
            }

            text.Append(CultureInfo.InvariantCulture, $"loss {Loss:F4} nats a piece; next: ");
        }

        text.Append(Line(Top(_ids.Length, request.Top)));
        return new ModelOutput(text.ToString(), json => Write(json, request));
    }

    /// <summary>The likeliest pieces after the first t pieces of the input.</summary>
    private IEnumerable<(string Piece, double Probability)> Top(int t, int count) =>
        Enumerable.Range(0, _pieces.Count).OrderByDescending(id => Probability(t, id)).Take(count).Select(id => (_pieces.Show(id), Probability(t, id)));

    private double Probability(int t, int id) => (_probabilities[t] ??= _activations.Probabilities(t))[id];

    private static string Line(IEnumerable<(string Piece, double Probability)> top) =>
        string.Join("  ", top.Select(p => string.Create(CultureInfo.InvariantCulture, $"{p.Piece} {100 * p.Probability:F1}%")));

    private void Write(Utf8JsonWriter json, PredictRequest request)
    {
        json.WriteString("input", _input);
        if (_ids.Length > 0)
            json.WriteNumber("loss", Loss);
        WriteTop(json, Top(_ids.Length, request.Top));
        if (!request.Steps)
            return;
        json.WriteStartArray("steps");
        for (int t = 0; t < _ids.Length; t++)
        {
            json.WriteStartObject();
            json.WriteString("piece", _pieces.Tokens[_ids[t]]);
            json.WriteNumber("probability", Probability(t, _ids[t]));
            WriteTop(json, Top(t, request.Top));
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteTop(Utf8JsonWriter json, IEnumerable<(string Piece, double Probability)> top)
    {
        json.WriteStartArray("top");
        foreach ((string piece, double probability) in top)
        {
            json.WriteStartObject();
            json.WriteString("piece", piece);
            json.WriteNumber("probability", probability);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
