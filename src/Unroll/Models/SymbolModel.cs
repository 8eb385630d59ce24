using Unroll.Autograd;
using Unroll.Layers;
using Unroll.Recurrent;
using Unroll.Tensors;

namespace Unroll.Models;

/// <summary>The next symbol from one-hot symbols: a recurrent stack and a linear layer. The input before the first symbol is zero.</summary>
public sealed class SymbolModel : Module
{
    private readonly Tensor _table;
    private readonly RecurrentLayer _recurrent;
    private readonly Linear _output;

    /// <summary>Creates a model and initialises it.</summary>
    /// <param name="symbols">The number of symbols V.</param>
    /// <param name="recurrent">The recurrent stack; one direction.</param>
    /// <param name="seed">The seed of the weights.</param>
    public SymbolModel(int symbols, RecurrentOptions recurrent, ulong seed)
    {
        if (recurrent.Bidirectional)
        {
            throw new ArgumentException("a model of the next symbol reads from left to right: `bidirectional` would let it see what it is to predict");
        }

        Symbols = symbols;
        _recurrent = AddModule("rnn", new RecurrentLayer(symbols, recurrent));
        _output = AddModule("output", new Linear(recurrent.OutputUnits, symbols));

        // The identity, and a row of zeros for what is before the first symbol. It is no parameter: nothing trains or saves it.
        _table = Tensor.Zeros(symbols + 1, symbols);
        for (int i = 0; i < symbols; i++)
        {
            _table[i, i] = 1;
        }

        Initialize(seed);
    }

    /// <summary>The number of symbols V.</summary>
    public int Symbols { get; }

    /// <summary>The id of what is before the first symbol: V.</summary>
    public int Start => Symbols;

    /// <summary>The logits [total, V] of the symbol after each one.</summary>
    /// <param name="tape">The tape.</param>
    /// <param name="layout">The layout of the batch.</param>
    /// <param name="ids">Packed ids [total]: symbols, or <see cref="Start"/>.</param>
    /// <param name="initial">The states to start from; zero unless given.</param>
    /// <param name="final">The states after the last step.</param>
    public Tensor Forward(Tape tape, SequenceLayout layout, ReadOnlyMemory<int> ids, RecurrentStates? initial, out RecurrentStates final)
    {
        RecurrentResult result = _recurrent.ForwardIds(tape, layout, _table, ids, initial);
        final = result.Final;
        return _output.Forward(tape, result.Output);
    }

    /// <summary>Draws symbols one after another from the start.</summary>
    /// <param name="count">How many.</param>
    /// <param name="choose">Chooses a symbol from the logits [V].</param>
    public int[] Generate(int count, Func<float[], int> choose)
    {
        ArgumentNullException.ThrowIfNull(choose);
        var tape = new Tape();
        SequenceLayout layout = SequenceLayout.Dense(1, 1);
        RecurrentStates? states = null;
        var symbols = new int[count];
        int last = Start;
        for (int i = 0; i < count; i++)
        {
            Tensor logits = Forward(tape, layout, new[] { last }, states, out RecurrentStates next);
            last = symbols[i] = choose(logits.ToArray());
            states = next.Detach();
            tape.Reset();
        }

        return symbols;
    }
}
