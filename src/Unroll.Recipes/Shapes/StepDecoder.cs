using Unroll.Autograd;
using Unroll.Layers;
using Unroll.Losses;
using Unroll.Recurrent;
using Unroll.Tensors;

namespace Unroll.Recipes;

/// <summary>Writes symbols one by one from a state, each time reading the one before; id 0 begins and ends.</summary>
internal sealed class StepDecoder : Module
{
    private readonly Embedding _embedding;
    private readonly RecurrentLayer _recurrent;
    private readonly Linear _output;

    public StepDecoder(int symbols, int units, bool oneHot)
    {
        _embedding = AddModule("embedding", SymbolInput.Create(symbols, oneHot));
        _recurrent = AddModule("rnn", new RecurrentLayer(_embedding.Weight.Value.Shape[1], new RecurrentOptions(Cell.Gru, units)));
        _output = AddModule("output", new Linear(units, symbols));
    }

    /// <summary>How its parts feed each other, with names for what goes in and comes out.</summary>
    public static IReadOnlyList<DataFlow> Flow(string symbol) =>
    [
        new($"{symbol} before", "decoder.embedding"), new("decoder.embedding", "decoder.rnn"), new("decoder.rnn", "decoder.output"),
        new("decoder.output", symbol), new(symbol, $"{symbol} before", FlowTime.NextStep, "[N] ids"),
    ];

    public void Freeze() => SymbolInput.Freeze(_embedding);

    /// <summary>Teacher forcing: the loss of writing the right symbols, reading the right ones before.</summary>
    /// <param name="tape">The tape.</param>
    /// <param name="start">The states to start from [rows, units].</param>
    /// <param name="words">The symbols of each row without the end.</param>
    public Tensor Loss(Tape tape, Tensor start, int[][] words)
    {
        var layout = new SequenceLayout(Array.ConvertAll(words, w => w.Length + 1));
        int[] before = new int[layout.Total], next = new int[layout.Total];
        layout.PackIds(Array.ConvertAll(words, w => (int[])[0, .. w]), before);
        layout.PackIds(Array.ConvertAll(words, w => (int[])[.. w, 0]), next);
        RecurrentResult result = _recurrent.Forward(tape, layout, _embedding.Forward(tape, before), new RecurrentStates([[start]]));
        return tape.CrossEntropy(_output.Forward(tape, result.Output), next).Loss;
    }

    /// <summary>Writes on its own: the likeliest symbol each time, until the end or the most symbols.</summary>
    public int[][] Write(Tape tape, Tensor start, int most, Func<Tensor, int[]> choose)
    {
        int rows = start.Shape[0];
        var words = new List<int>[rows];
        var ended = new bool[rows];
        for (int r = 0; r < rows; r++)
        {
            words[r] = [];
        }

        var states = new RecurrentStates([[start]]);
        var layout = SequenceLayout.Dense(rows, 1);
        var before = new int[rows];
        for (int t = 0; t <= most && !Array.TrueForAll(ended, e => e); t++)
        {
            RecurrentResult result = _recurrent.Forward(tape, layout, _embedding.Forward(tape, before), states);
            before = choose(_output.Forward(tape, result.Output));
            states = result.Final;
            for (int r = 0; r < rows; r++)
            {
                ended[r] |= before[r] == 0;
                if (!ended[r])
                    words[r].Add(before[r]);
            }
        }

        return Array.ConvertAll(words, w => w.ToArray());
    }
}
