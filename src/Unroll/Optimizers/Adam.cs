using Unroll.Layers;
using Unroll.Numerics;
using Unroll.Optimizers.Rules;

namespace Unroll.Optimizers;

/// <summary>
/// Adam (Kingma and Ba 2015; with <see cref="Amsgrad"/> after Reddi et al. 2018), as PyTorch writes it: g = gradient + weightDecay * w;
/// m = beta1 * m + (1 - beta1) * g; v = beta2 * v + (1 - beta2) * g^2; u = v, or the greatest v so far;
/// w = w - rate / (1 - beta1^step) * m / (sqrt(u) / sqrt(1 - beta2^step) + epsilon).
/// </summary>
public sealed class Adam : Optimizer, IRuleSource<AdamRule>
{
    /// <summary>Creates the optimizer.</summary>
    /// <param name="learningRate">The step size.</param>
    /// <param name="beta1">The share of the mean gradient that is kept each step.</param>
    /// <param name="beta2">The share of the mean square that is kept each step.</param>
    /// <param name="epsilon">Added to the root, against division by zero.</param>
    /// <param name="weightDecay">L2 penalty, added to the gradient; see <see cref="AdamW"/> for the decoupled one.</param>
    /// <param name="amsgrad">Whether to divide by the greatest mean square so far (Reddi et al. 2018).</param>
    /// <exception cref="ArgumentException">A setting is out of range.</exception>
    public Adam(
        float learningRate = 1e-3f, double beta1 = 0.9, double beta2 = 0.999, double epsilon = 1e-8, double weightDecay = 0, bool amsgrad = false)
        : base(learningRate, weightDecay)
    {
        Beta1 = Checks.BelowOne(beta1, nameof(beta1));
        Beta2 = Checks.BelowOne(beta2, nameof(beta2));
        Epsilon = Checks.AtLeastZero(epsilon, nameof(epsilon));
        Amsgrad = amsgrad;
    }

    /// <inheritdoc/>
    public override string Name => "adam";

    /// <summary>The share of the mean gradient that is kept each step.</summary>
    public double Beta1 { get; }

    /// <summary>The share of the mean square that is kept each step.</summary>
    public double Beta2 { get; }

    /// <summary>Added to the root, against division by zero.</summary>
    public double Epsilon { get; }

    /// <summary>Whether the step is divided by the greatest mean square so far.</summary>
    public bool Amsgrad { get; }

    internal override IReadOnlyList<string> StateNames => AdamRule.StateNames(Amsgrad);

    private protected override IEnumerable<(string Key, object Value)> Settings =>
        [("beta1", Beta1), ("beta2", Beta2), ("epsilon", Epsilon), ("amsgrad", Amsgrad)];

    AdamRule IRuleSource<AdamRule>.Rule(long step, float rate, bool decays) =>
        new(rate, Beta1, Beta2, Epsilon, Amsgrad, step, l2: decays ? WeightDecay : 0, shrink: 1);

    internal static Adam Read(Specification s, float? rate, Func<NamedParameter, bool>? filter) => new(
        s.Rate(rate, 1e-3f), s.Number("beta1", 0.9), s.Number("beta2", 0.999), s.Number("epsilon", 1e-8), s.Number("weight-decay", 0),
        s.Flag("amsgrad", false))
    {
        DecayFilter = filter,
    };

    private protected override BoundOptimizer Create(ParameterSlot[] slots, ThreadTeam team) => new RuleOptimizer<AdamRule>(this, this, slots, team);
}
