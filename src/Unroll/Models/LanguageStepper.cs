using Unroll.Layers;
using Unroll.Numerics;
using Unroll.Recurrent;
using Unroll.Tensors;

namespace Unroll.Models;

/// <summary>
/// Feeds a language model piece by piece: <c>Step(state, token)</c> gives the logits of the next one, without allocating. Each text gets the
/// same bits alone and beside others. A stepper and its states belong to one thread; the weights are those of the moment it was made.
/// </summary>
public sealed class LanguageStepper
{
    /// <summary>Above so many pieces the whole table times the input weights would cost more than it saves.</summary>
    private const int MostProjected = 2048;

    private readonly ThreadTeam? _team;
    private readonly IPackedOutput _output;
    private float[] _features = [];

    /// <summary>Packs the weights.</summary>
    /// <param name="model">The model.</param>
    /// <param name="team">The threads; the shared team unless given.</param>
    public LanguageStepper(LanguageModel model, ThreadTeam? team = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        Model = model;
        _team = team;
        _output = model.PackOutput();
    }

    /// <summary>The model.</summary>
    public LanguageModel Model { get; }

    private bool IsProjected => Model.Count <= MostProjected;

    /// <summary>A state before the first piece, of one or several texts.</summary>
    public LanguageState Start(int rows = 1)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(rows, 1);
        return new LanguageState(
            this, new RecurrentStepper(Model.Recurrent, IsProjected ? Model.Embedding.Value : null, rows, _team), new float[rows * Model.Count]);
    }

    /// <summary>Reads one piece of a single text and returns the logits of the next, [V]; valid until the next step of the state.</summary>
    public ReadOnlySpan<float> Step(LanguageState state, int token) => Step(state, [token]);

    /// <summary>Reads one piece of each text and returns the logits of the next ones, [rows, V].</summary>
    public ReadOnlySpan<float> Step(LanguageState state, scoped ReadOnlySpan<int> tokens)
    {
        ArgumentNullException.ThrowIfNull(state);
        if (tokens.Length != state.Rows)
        {
            throw new ArgumentException($"expected {state.Rows} tokens, one a text, got {tokens.Length}", nameof(tokens));
        }

        ReadOnlySpan<float> hidden = IsProjected ? state.Steps.Step(tokens) : state.Steps.Step(Embed(tokens));
        _output.Apply(hidden, state.All);
        return state.All;
    }

    private Span<float> Embed(ReadOnlySpan<int> tokens)
    {
        Tensor table = Model.Embedding.Value;
        int width = table.Shape.Last;
        Span<float> features = Reserve(tokens.Length * width);
        for (int r = 0; r < tokens.Length; r++)
        {
            if ((uint)tokens[r] >= (uint)Model.Count)
            {
                throw new ArgumentException($"id {tokens[r]} is not in [0, {Model.Count})", nameof(tokens));
            }

            table.Span.Slice(tokens[r] * width, width).CopyTo(features[(r * width)..]);
        }

        return features;
    }

    private Span<float> Reserve(int count)
    {
        if (_features.Length < count)
        {
            _features = new float[count];
        }

        return _features.AsSpan(0, count);
    }
}
