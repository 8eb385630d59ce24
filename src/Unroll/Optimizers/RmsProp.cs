using Unroll.Layers;
using Unroll.Numerics;
using Unroll.Optimizers.Rules;

namespace Unroll.Optimizers;

/// <summary>
/// RMSProp (Tieleman and Hinton 2012, lecture 6.5; centered after Graves 2013), as PyTorch writes it:
/// g = gradient + weightDecay * w; s = alpha * s + (1 - alpha) * g^2; r = sqrt(s) + epsilon, or centered
/// m = alpha * m + (1 - alpha) * g and r = sqrt(s - m^2) + epsilon; d = g / r, or with momentum b = momentum * b + g / r
/// and d = b; w = w - rate * d.
/// </summary>
/// <remarks>Where rounding makes s - m^2 negative, it counts as zero; PyTorch gives NaN there.</remarks>
public sealed class RmsProp : Optimizer, IRuleSource<RmsPropRule>
{
    private readonly string[] _states;

    /// <summary>Creates the optimizer.</summary>
    /// <param name="learningRate">The step size.</param>
    /// <param name="alpha">The share of the running means that is kept each step.</param>
    /// <param name="epsilon">Added to the root, against division by zero.</param>
    /// <param name="weightDecay">L2 penalty, added to the gradient.</param>
    /// <param name="momentum">The share of the last step that is kept.</param>
    /// <param name="centered">Whether to divide by the deviation of the gradient and not by its root mean square.</param>
    /// <exception cref="ArgumentException">A setting is out of range.</exception>
    public RmsProp(
        float learningRate = 1e-2f, double alpha = 0.99, double epsilon = 1e-8, double weightDecay = 0, double momentum = 0, bool centered = false)
        : base(learningRate, weightDecay)
    {
        Alpha = Checks.BelowOne(alpha, nameof(alpha));
        Epsilon = Checks.AtLeastZero(epsilon, nameof(epsilon));
        Momentum = Checks.AtLeastZero(momentum, nameof(momentum));
        Centered = centered;
        _states = ["square_avg", .. centered ? ["grad_avg"] : Array.Empty<string>(), .. momentum > 0 ? ["momentum_buffer"] : Array.Empty<string>()];
    }

    /// <inheritdoc/>
    public override string Name => "rmsprop";

    /// <summary>The share of the running means that is kept each step.</summary>
    public double Alpha { get; }

    /// <summary>Added to the root, against division by zero.</summary>
    public double Epsilon { get; }

    /// <summary>The share of the last step that is kept.</summary>
    public double Momentum { get; }

    /// <summary>Whether the step is divided by the deviation of the gradient and not by its root mean square.</summary>
    public bool Centered { get; }

    internal override IReadOnlyList<string> StateNames => _states;

    private protected override IEnumerable<(string Key, object Value)> Settings =>
        [("alpha", Alpha), ("epsilon", Epsilon), ("momentum", Momentum), ("centered", Centered)];

    RmsPropRule IRuleSource<RmsPropRule>.Rule(long step, float rate, bool decays) =>
        new(rate, Alpha, Epsilon, Momentum, Centered, decays ? WeightDecay : 0);

    internal static RmsProp Read(Specification s, float? rate, Func<NamedParameter, bool>? filter) => new(
        s.Rate(rate, 1e-2f), s.Number("alpha", 0.99), s.Number("epsilon", 1e-8), s.Number("weight-decay", 0), s.Number("momentum", 0),
        s.Flag("centered", false))
    {
        DecayFilter = filter,
    };

    private protected override BoundOptimizer Create(ParameterSlot[] slots, ThreadTeam team) =>
        new RuleOptimizer<RmsPropRule>(this, this, slots, team);
}
