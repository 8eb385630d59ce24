using Unroll.Layers;
using Unroll.Numerics;
using Unroll.Optimizers.Rules;

namespace Unroll.Optimizers;

/// <summary>
/// Adagrad (Duchi, Hazan and Singer 2011), as PyTorch writes it: g = gradient + weightDecay * w; s = s + g^2;
/// w = w - rate / (1 + (step - 1) * rateDecay) * g / (sqrt(s) + epsilon).
/// </summary>
public sealed class Adagrad : Optimizer, IRuleSource<AdagradRule>
{
    /// <summary>Creates the optimizer.</summary>
    /// <param name="learningRate">The step size.</param>
    /// <param name="rateDecay">How fast the step size falls with the number of steps, beside the effect of the sum.</param>
    /// <param name="weightDecay">L2 penalty, added to the gradient.</param>
    /// <param name="initialAccumulator">What the sum of squares starts from.</param>
    /// <param name="epsilon">Added to the root, against division by zero.</param>
    /// <exception cref="ArgumentException">A setting is out of range.</exception>
    public Adagrad(
        float learningRate = 1e-2f, double rateDecay = 0, double weightDecay = 0, double initialAccumulator = 0, double epsilon = 1e-10)
        : base(learningRate, weightDecay)
    {
        RateDecay = Checks.AtLeastZero(rateDecay, nameof(rateDecay));
        InitialAccumulator = Checks.AtLeastZero(initialAccumulator, nameof(initialAccumulator));
        Epsilon = Checks.AtLeastZero(epsilon, nameof(epsilon));
    }

    /// <inheritdoc/>
    public override string Name => "adagrad";

    /// <summary>How fast the step size falls with the number of steps.</summary>
    public double RateDecay { get; }

    /// <summary>What the sum of squares starts from.</summary>
    public double InitialAccumulator { get; }

    /// <summary>Added to the root, against division by zero.</summary>
    public double Epsilon { get; }

    internal override IReadOnlyList<string> StateNames => ["sum"];

    internal override float InitialState => (float)InitialAccumulator;

    private protected override IEnumerable<(string Key, object Value)> Settings =>
        [("rate-decay", RateDecay), ("initial-accumulator", InitialAccumulator), ("epsilon", Epsilon)];

    AdagradRule IRuleSource<AdagradRule>.Rule(long step, float rate, bool decays) =>
        new(rate / (1 + ((step - 1) * RateDecay)), Epsilon, decays ? WeightDecay : 0);

    internal static Adagrad Read(Specification s, float? rate, Func<NamedParameter, bool>? filter) => new(
        s.Rate(rate, 1e-2f), s.Number("rate-decay", 0), s.Number("weight-decay", 0), s.Number("initial-accumulator", 0), s.Number("epsilon", 1e-10))
    {
        DecayFilter = filter,
    };

    private protected override BoundOptimizer Create(ParameterSlot[] slots, ThreadTeam team) =>
        new RuleOptimizer<AdagradRule>(this, this, slots, team);
}
