using Unroll.Layers;

namespace Unroll.Recurrent;

/// <summary>How the outputs of the two directions are put together.</summary>
public enum Merge
{
    /// <summary>Next to each other: 2 H columns.</summary>
    Concatenate,

    /// <summary>Added: H columns.</summary>
    Sum,
}

/// <summary>The shape of a recurrent stack and its regularisation.</summary>
/// <param name="Cell">The cell.</param>
/// <param name="Units">Units H of each layer and direction.</param>
public sealed record RecurrentOptions(Cell Cell, int Units)
{
    /// <summary>The number of layers.</summary>
    public int Layers { get; init; } = 1;

    /// <summary>Whether each layer also runs from the end of each row to its start.</summary>
    public bool Bidirectional { get; init; }

    /// <summary>How the two directions are put together.</summary>
    public Merge Merge { get; init; }

    /// <summary>Dropout between the layers of the stack.</summary>
    public float Dropout { get; init; }

    /// <summary>Dropout on the hidden state that the weights see, one mask a sequence (Gal and Ghahramani 2016).</summary>
    public float RecurrentDropout { get; init; }

    /// <summary>
    /// Dropout on what each step adds to the cell, so that nothing remembered is lost (Semeniuta et al. 2016); for LSTMs.
    /// </summary>
    public float CandidateDropout { get; init; }

    /// <summary>The probability that a hidden unit keeps its previous value (Krueger et al. 2017).</summary>
    public float ZoneoutHidden { get; init; }

    /// <summary>The same for further states, such as LSTM's cell state.</summary>
    public float ZoneoutCell { get; init; }

    /// <summary>Layer norm of each gate's pre-activations (Ba et al. 2016).</summary>
    public bool LayerNorm { get; init; }

    /// <summary>Whether the first state is trained rather than zero.</summary>
    public bool LearnedInitialState { get; init; }

    /// <summary>
    /// Whether training keeps states only every root of the steps and computes the activations between again on the way back (Chen et al. 2016,
    /// Gruslys et al. 2016): for long sequences, at about a third more time. It changes what is kept, not what is learned, and is no part of a
    /// saved model.
    /// </summary>
    public bool Recompute { get; init; }

    /// <summary>The initialiser of the input weights, given the number of blocks; Glorot uniform unless given.</summary>
    public Func<int, Initializer> InputInitializer { get; init; } = static blocks => Initializer.GlorotUniform(blocks);

    /// <summary>The initialiser of the hidden weights, given the number of blocks; orthogonal unless given.</summary>
    public Func<int, Initializer> HiddenInitializer { get; init; } = static blocks => Initializer.Orthogonal(blocks);

    /// <summary>1 or 2.</summary>
    public int Directions => Bidirectional ? 2 : 1;

    /// <summary>Columns of the output of the stack.</summary>
    public int OutputUnits => Bidirectional && Merge == Merge.Concatenate ? 2 * Units : Units;

    internal void Check()
    {
        // The bounds keep every size of a weight matrix within an int; no machine trains more.
        Positive(Units, "units", 16384);
        Positive(Layers, "layers", 1024);
        Rate(Dropout, "dropout");
        Rate(RecurrentDropout, "recurrent-dropout");
        Rate(CandidateDropout, "candidate-dropout");
        if (CandidateDropout > 0 && !Cell.HasCandidate)
        {
            throw new ArgumentException($"expected a cell with a candidate, such as lstm, for `candidate-dropout`, got {Cell.Name}");
        }

        Rate(ZoneoutHidden, "zoneout-hidden");
        Rate(ZoneoutCell, "zoneout-cell");
    }

    private static void Positive(int value, string name, int most)
    {
        if (value <= 0)
        {
            throw new ArgumentException($"expected a positive integer for `{name}`, got {value}");
        }

        if (value > most)
        {
            throw new ArgumentException($"expected at most {most} for `{name}`, got {value}");
        }
    }

    private static void Rate(float value, string name)
    {
        if (!(value >= 0 && value < 1))
        {
            throw new ArgumentException($"expected a probability in [0, 1) for `{name}`, got {value}");
        }
    }
}
