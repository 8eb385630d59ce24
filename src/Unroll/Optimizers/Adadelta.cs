using Unroll.Layers;
using Unroll.Numerics;
using Unroll.Optimizers.Rules;

namespace Unroll.Optimizers;

/// <summary>
/// Adadelta (Zeiler 2012), as PyTorch writes it: g = gradient + weightDecay * w; s = rho * s + (1 - rho) * g^2;
/// d = sqrt(a + epsilon) / sqrt(s + epsilon) * g; a = rho * a + (1 - rho) * d^2; w = w - rate * d.
/// </summary>
public sealed class Adadelta : Optimizer, IRuleSource<AdadeltaRule>
{
    /// <summary>Creates the optimizer.</summary>
    /// <param name="learningRate">A factor of the step, 1 in the paper.</param>
    /// <param name="rho">The share of the running means that is kept each step.</param>
    /// <param name="epsilon">Added inside the roots.</param>
    /// <param name="weightDecay">L2 penalty, added to the gradient.</param>
    /// <exception cref="ArgumentException">A setting is out of range.</exception>
    public Adadelta(float learningRate = 1f, double rho = 0.9, double epsilon = 1e-6, double weightDecay = 0)
        : base(learningRate, weightDecay)
    {
        Rho = Checks.Expect(rho is >= 0 and <= 1, rho, nameof(rho), "a number from 0 to 1");
        Epsilon = Checks.AtLeastZero(epsilon, nameof(epsilon));
    }

    /// <inheritdoc/>
    public override string Name => "adadelta";

    /// <summary>The share of the running means that is kept each step.</summary>
    public double Rho { get; }

    /// <summary>Added inside the roots.</summary>
    public double Epsilon { get; }

    internal override IReadOnlyList<string> StateNames => ["square_avg", "acc_delta"];

    private protected override IEnumerable<(string Key, object Value)> Settings => [("rho", Rho), ("epsilon", Epsilon)];

    AdadeltaRule IRuleSource<AdadeltaRule>.Rule(long step, float rate, bool decays) => new(rate, Rho, Epsilon, decays ? WeightDecay : 0);

    internal static Adadelta Read(Specification s, float? rate, Func<NamedParameter, bool>? filter) => new(
        s.Rate(rate, 1f), s.Number("rho", 0.9), s.Number("epsilon", 1e-6), s.Number("weight-decay", 0))
    {
        DecayFilter = filter,
    };

    private protected override BoundOptimizer Create(ParameterSlot[] slots, ThreadTeam team) =>
        new RuleOptimizer<AdadeltaRule>(this, this, slots, team);
}
