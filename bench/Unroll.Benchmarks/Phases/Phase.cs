namespace Unroll.Benchmarks.Phases;

/// <summary>Where the time of one training call goes, in milliseconds.</summary>
internal enum Phase
{
    /// <summary>Packing the weights for both passes.</summary>
    Pack,

    /// <summary>The rest of the forward pass.</summary>
    Forward,

    /// <summary>The mean of the output and its derivative.</summary>
    Loss,

    /// <summary>From the last step to the first.</summary>
    ThroughTime,

    /// <summary>Gradients of both weight matrices.</summary>
    Weights,

    /// <summary>Gradient of the bias.</summary>
    Bias,

    /// <summary>The whole call, with clearing of gradients and reset of the tape.</summary>
    Whole,
}
