namespace Unroll.Losses;

/// <summary>How the losses of many elements become one number.</summary>
public enum LossReduction
{
    /// <summary>Their (weighted) mean.</summary>
    Mean,

    /// <summary>Their sum.</summary>
    Sum,
}
