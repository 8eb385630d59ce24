namespace Unroll.Recurrent.Decoding;

/// <summary>How well a decoder's state fits a position of the source.</summary>
public enum AttentionScore
{
    /// <summary>h · m (Luong et al. 2015); the decoder's units must be the columns of the memory.</summary>
    Dot,

    /// <summary>h · W m (Luong et al. 2015).</summary>
    General,

    /// <summary>v · tanh(W h + U m + b) (Bahdanau et al. 2015).</summary>
    Additive,
}

/// <summary>When the decoder looks at the source.</summary>
public enum AttentionOrder
{
    /// <summary>With the state before the step; the context is an input of the step (Bahdanau et al. 2015).</summary>
    Before,

    /// <summary>With the state after the step; tanh(W [h; c]) is the output (Luong et al. 2015).</summary>
    After,
}

/// <summary>What additive attention knows of where it looked before.</summary>
public enum AttentionHistory
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>The weights of the step before, through a convolution (Chorowski et al. 2015).</summary>
    Location,

    /// <summary>The sum of the weights of all steps before, through a convolution (Zhang et al. 2017).</summary>
    Coverage,
}

/// <summary>The attention of a decoder.</summary>
public sealed record AttentionOptions
{
    /// <summary>How the source is scored.</summary>
    public AttentionScore Score { get; init; } = AttentionScore.Additive;

    /// <summary>When the decoder looks.</summary>
    public AttentionOrder Order { get; init; }

    /// <summary>What the score knows of earlier steps; only with additive scores.</summary>
    public AttentionHistory History { get; init; }

    /// <summary>Units A of the additive score.</summary>
    public int Units { get; init; } = 128;

    /// <summary>The width of the convolution over earlier weights, odd.</summary>
    public int Kernel { get; init; } = 15;

    /// <summary>
    /// With <see cref="AttentionOrder.After"/>: whether tanh(W [h; c]) is also an input of the next step (input feeding).
    /// </summary>
    public bool InputFeeding { get; init; } = true;

    /// <exception cref="ArgumentException">An option is out of range.</exception>
    internal void Check()
    {
        if (Units is <= 0 or > 16384)
        {
            throw new ArgumentException($"expected from 1 to 16384 for `attention-units`, got {Units}");
        }

        if (History != AttentionHistory.None && Score != AttentionScore.Additive)
        {
            throw new ArgumentException(
                $"expected additive attention with {History.ToString().ToLowerInvariant()}, got {Score.ToString().ToLowerInvariant()}");
        }

        if (Kernel is <= 0 or > 1023 || Kernel % 2 == 0)
        {
            throw new ArgumentException($"expected an odd number from 1 to 1023 for `kernel`, got {Kernel}");
        }
    }
}
