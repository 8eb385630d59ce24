using Unroll.Layers;
using Unroll.Numerics;
using Unroll.Optimizers.Rules;

namespace Unroll.Optimizers;

/// <summary>
/// Adam with decoupled weight decay (Loshchilov and Hutter 2019), as PyTorch writes it: w = w * (1 - rate * weightDecay), and then
/// <see cref="Adam"/>'s step from the plain gradient: m = beta1 * m + (1 - beta1) * g; v = beta2 * v + (1 - beta2) * g^2;
/// w = w - rate / (1 - beta1^step) * m / (sqrt(v) / sqrt(1 - beta2^step) + epsilon).
/// </summary>
public sealed class AdamW : Optimizer, IRuleSource<AdamRule>
{
    /// <summary>Creates the optimizer.</summary>
    /// <param name="learningRate">The step size.</param>
    /// <param name="beta1">The share of the mean gradient that is kept each step.</param>
    /// <param name="beta2">The share of the mean square that is kept each step.</param>
    /// <param name="epsilon">Added to the root, against division by zero.</param>
    /// <param name="weightDecay">The share of each weight that decays, times the rate, each step.</param>
    /// <param name="amsgrad">Whether to divide by the greatest mean square so far (Reddi et al. 2018).</param>
    /// <exception cref="ArgumentException">A setting is out of range.</exception>
    public AdamW(
        float learningRate = 1e-3f, double beta1 = 0.9, double beta2 = 0.999, double epsilon = 1e-8, double weightDecay = 1e-2, bool amsgrad = false)
        : base(learningRate, weightDecay)
    {
        Beta1 = Checks.BelowOne(beta1, nameof(beta1));
        Beta2 = Checks.BelowOne(beta2, nameof(beta2));
        Epsilon = Checks.AtLeastZero(epsilon, nameof(epsilon));
        Amsgrad = amsgrad;
    }

    /// <inheritdoc/>
    public override string Name => "adamw";

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
        new(rate, Beta1, Beta2, Epsilon, Amsgrad, step, l2: 0, shrink: decays ? 1 - (rate * WeightDecay) : 1);

    internal static AdamW Read(Specification s, float? rate, Func<NamedParameter, bool>? filter) => new(
        s.Rate(rate, 1e-3f), s.Number("beta1", 0.9), s.Number("beta2", 0.999), s.Number("epsilon", 1e-8), s.Number("weight-decay", 1e-2),
        s.Flag("amsgrad", false))
    {
        DecayFilter = filter,
    };

    private protected override BoundOptimizer Create(ParameterSlot[] slots, ThreadTeam team) => new RuleOptimizer<AdamRule>(this, this, slots, team);
}
