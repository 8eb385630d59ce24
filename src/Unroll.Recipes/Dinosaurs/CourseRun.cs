using Unroll.Data;
using Unroll.Layers;
using Unroll.Models;
using Unroll.Recurrent;

namespace Unroll.Recipes;

/// <summary>The assignment's training: 35,000 names, one a step, in numpy's order, the hidden state carried from name to name.</summary>
internal sealed class CourseRun
{
    private const int Units = 50, Alphabet = 27;
    private const double Rate = 0.01;

    /// <summary>The smoothed loss that the course prints, by iteration.</summary>
    public static IReadOnlyList<(int Iteration, double Loss)> Published { get; } =
    [
        (0, 23.087336), (2000, 27.884160), (4000, 25.901815), (6000, 24.608779), (8000, 24.070350), (10000, 23.844446), (20000, 23.041871),
        (30000, 22.774404), (32000, 22.209473), (34000, 22.396744),
    ];

    private readonly CourseNetwork _network = new(Units, Alphabet);
    private readonly string[] _names;

    /// <param name="names">The names in small letters, in the order of the file.</param>
    /// <exception cref="UnrollException">A name holds something else than the letters a to z.</exception>
    public CourseRun(IReadOnlyList<string> names)
    {
        _names = [.. names];
        string? strange = Array.Find(_names, n => n.Any(c => c is < 'a' or > 'z'));
        if (strange is not null)
            throw new UnrollException($"the assignment knows the letters a to z only; `{strange}` has another (`--model best` takes any)");
    }

    /// <summary>Trains.</summary>
    /// <param name="iterations">Names to learn from.</param>
    /// <param name="report">Told the iteration, the smoothed loss and, every 2,000 iterations, some names.</param>
    /// <param name="cancellation">Stops it.</param>
    public void Train(int iterations, Action<int, double, IReadOnlyList<string>> report, CancellationToken cancellation)
    {
        // The course's seeds: 0 for the order, 1 for the weights, drawn in this order.
        NumpyDraws.Shuffle(new NumpyRandom(0), _names);
        var random = new NumpyRandom(1);
        foreach (double[] weights in (double[][])[_network.Wax, _network.Waa, _network.Wya])
        {
            for (int i = 0; i < weights.Length; i++)
            {
                weights[i] = 0.01 * random.NextNormal();
            }
        }

        double smoothed = -Math.Log(1.0 / Alphabet) * 7;
        var state = new double[Units];
        for (int j = 0; j < iterations; j++)
        {
            cancellation.ThrowIfCancellationRequested();
            string name = _names[j % _names.Length];
            int[] x = [-1, .. name.Select(c => c - 'a' + 1)];
            int[] y = [.. x[1..], 0];
            double loss = _network.Learn(x, y, state, Rate);
            smoothed = (0.999 * smoothed) + (0.001 * loss);
            if (j % 500 == 0)
                report(j, smoothed, j % 2000 == 0 ? [.. Enumerable.Range(0, 7).Select(s => Name((uint)s))] : []);
        }
    }

    /// <summary>The network as a language model: the same numbers, so that every command takes it.</summary>
    public LanguageModel ToModel()
    {
        var pieces = Pieces.FromTokens(
            PieceKind.Characters, [Vocabulary.Unknown, Pieces.EndToken, .. Enumerable.Range(0, 26).Select(i => $"{(char)('a' + i)}")], items: true);
        var model = new LanguageModel(pieces, new LanguageModelOptions { Embedding = Alphabet, Recurrent = new(Cell.Elman, Units) });
        Dictionary<string, Parameter> parameters = model.Parameters().ToDictionary(p => p.Name, p => p.Parameter);
        Fill(parameters["rnn.weight_ih_l0"], _network.Wax);
        Fill(parameters["rnn.weight_hh_l0"], _network.Waa);
        Fill(parameters["rnn.bias_l0"], _network.B);

        // Letters are one-hot; the start of a name is the zero vector, its end the line end, and the unknown is as good as impossible.
        Fill(parameters["embedding.weight"], [.. from id in Enumerable.Range(0, 28) from letter in Enumerable.Range(0, Alphabet) select id >= 2 && letter == id - 1 ? 1.0 : 0]);
        Fill(parameters["output.weight"], [.. new double[Units], .. _network.Wya]);
        Fill(parameters["output.bias"], [-30, .. _network.By]);
        return model;
    }

    private static void Fill(Parameter parameter, double[] values)
    {
        for (int i = 0; i < values.Length; i++)
        {
            parameter.Value.Span[i] = (float)values[i];
        }

        parameter.Value.MarkChanged();
    }

    private string Name(uint seed)
    {
        string name = string.Concat(_network.Sample(seed).Where(l => l > 0).Select(l => (char)('a' + l - 1)));
        return name.Length > 0 ? char.ToUpperInvariant(name[0]) + name[1..] : name;
    }
}
