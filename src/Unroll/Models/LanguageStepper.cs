using Unroll.Autograd;
using Unroll.Numerics;
using Unroll.Recurrent;
using Unroll.Tensors;

namespace Unroll.Models;

/// <summary>
/// Feeds a language model piece by piece: <c>Step(state, token)</c> gives the logits of the next one. Each text gets the same bits alone
/// and beside others. A stepper belongs to one thread; the weights must not change while it is in use.
/// </summary>
public sealed class LanguageStepper(LanguageModel model, ThreadTeam? team = null)
{
    private readonly Tape _tape = new(team);
    private SequenceLayout _layout = new([]);
    private int[] _ids = [];

    /// <summary>The model.</summary>
    public LanguageModel Model => model;

    /// <summary>A state before the first piece, of one or several texts.</summary>
    public LanguageState Start(int rows = 1)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(rows, 1);
        RecurrentOptions shape = model.Options.Recurrent;
        var states = new Tensor[shape.Layers][];
        for (int layer = 0; layer < states.Length; layer++)
        {
            states[layer] = [.. Enumerable.Range(0, shape.Cell.States).Select(_ => Tensor.Zeros(rows, shape.Units))];
        }

        return new LanguageState(rows, states, new float[rows * model.Count]);
    }

    /// <summary>Reads one piece of a single text and returns the logits of the next, [V]; valid until the next step of the state.</summary>
    public ReadOnlySpan<float> Step(LanguageState state, int token) => Step(state, new ReadOnlySpan<int>(in token));

    /// <summary>Reads one piece of each text and returns the logits of the next ones, [rows, V].</summary>
    public ReadOnlySpan<float> Step(LanguageState state, scoped ReadOnlySpan<int> tokens)
    {
        ArgumentNullException.ThrowIfNull(state);
        if (tokens.Length != state.Rows)
        {
            throw new ArgumentException($"expected {state.Rows} tokens, one a text, got {tokens.Length}", nameof(tokens));
        }

        if (_layout.Rows != state.Rows)
        {
            _layout = SequenceLayout.Dense(state.Rows, 1);
            _ids = new int[state.Rows];
        }

        tokens.CopyTo(_ids);
        LanguageOutput output = model.Forward(_tape, _layout, _ids, state.HasRead ? new RecurrentStates(state.States) : null);
        output.Logits.Span.CopyTo(state.All);
        for (int layer = 0; layer < state.States.Length; layer++)
        {
            for (int k = 0; k < state.States[layer].Length; k++)
            {
                output.Final[layer][k].Span.CopyTo(state.States[layer][k].Span);
            }
        }

        state.HasRead = true;
        _tape.Reset();
        return state.All;
    }
}
