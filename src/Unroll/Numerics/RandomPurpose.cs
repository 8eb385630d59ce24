namespace Unroll.Numerics;

/// <summary>What random numbers are for. Streams of one seed with different purposes are independent.</summary>
/// <remarks>The values are part of every saved run: they never change, new purposes get new ones.</remarks>
public enum RandomPurpose
{
    /// <summary>Initial values of parameters.</summary>
    Initialization = 0,

    /// <summary>The order of training examples.</summary>
    Shuffle = 1,

    /// <summary>Dropout on activations.</summary>
    Dropout = 2,

    /// <summary>Dropout on recurrent connections (one mask for a whole sequence).</summary>
    RecurrentDropout = 3,

    /// <summary>Zoneout: units that keep their previous state.</summary>
    Zoneout = 4,

    /// <summary>Sampling from a model.</summary>
    Sampling = 5,

    /// <summary>Splitting data into training, validation and test parts.</summary>
    Split = 6,

    /// <summary>Generated or augmented data.</summary>
    Data = 7,

    /// <summary>Noise on weights or inputs.</summary>
    Noise = 8,

    /// <summary>Free for users: this value and all above it.</summary>
    User = 1000,
}
