namespace Unroll.Models;

/// <summary>How features are brought to a common scale before a network reads them.</summary>
public enum FeatureScaling
{
    /// <summary>Mean 0 and standard deviation 1 over all steps of the training part.</summary>
    Standard,

    /// <summary>From 0 to 1 over all steps of the training part.</summary>
    MinMax,

    /// <summary>As they are.</summary>
    None,
}
