using Unroll.Layers;
using Unroll.Numerics;
using Unroll.Optimizers.Rules;

namespace Unroll.Optimizers;

/// <summary>
/// Stochastic gradient descent with momentum (Polyak 1964; Nesterov's form after Sutskever et al. 2013), as PyTorch writes it:
/// g = gradient + weightDecay * w; b = momentum * b + (1 - dampening) * g, where the first b is g; d = b, or with
/// <see cref="Nesterov"/> g + momentum * b; w = w - rate * d.
/// </summary>
public sealed class Sgd : Optimizer, IRuleSource<SgdRule>
{
    /// <summary>Creates the optimizer.</summary>
    /// <param name="learningRate">The step size.</param>
    /// <param name="momentum">The share of the last step that is kept; 0 keeps none, and no state either.</param>
    /// <param name="dampening">The share of a new gradient that does not enter the momentum.</param>
    /// <param name="nesterov">Whether the step looks ahead along the momentum.</param>
    /// <param name="weightDecay">L2 penalty, added to the gradient.</param>
    /// <exception cref="ArgumentException">A setting is out of range, or Nesterov's form has no momentum or is dampened.</exception>
    public Sgd(float learningRate = 1e-3f, double momentum = 0, double dampening = 0, bool nesterov = false, double weightDecay = 0)
        : base(learningRate, weightDecay)
    {
        Momentum = Checks.AtLeastZero(momentum, nameof(momentum));
        Dampening = Checks.Expect(double.IsFinite(dampening), dampening, nameof(dampening), "a finite number");
        Nesterov = nesterov;
        if (nesterov && (momentum == 0 || dampening != 0))
        {
            throw new ArgumentException($"expected a momentum and no dampening with `nesterov`, got momentum {momentum} and dampening {dampening}");
        }
    }

    /// <inheritdoc/>
    public override string Name => "sgd";

    /// <summary>The share of the last step that is kept.</summary>
    public double Momentum { get; }

    /// <summary>The share of a new gradient that does not enter the momentum.</summary>
    public double Dampening { get; }

    /// <summary>Whether the step looks ahead along the momentum.</summary>
    public bool Nesterov { get; }

    internal override IReadOnlyList<string> StateNames => Momentum == 0 ? [] : ["momentum_buffer"];

    private protected override IEnumerable<(string Key, object Value)> Settings =>
        [("momentum", Momentum), ("dampening", Dampening), ("nesterov", Nesterov)];

    SgdRule IRuleSource<SgdRule>.Rule(long step, float rate, bool decays) =>
        new(rate, Momentum, step == 1 ? 0 : Dampening, Nesterov, decays ? WeightDecay : 0);

    internal static Sgd Read(Specification s, float? rate, Func<NamedParameter, bool>? filter) => new(
        s.Rate(rate, 1e-3f), s.Number("momentum", 0), s.Number("dampening", 0), s.Flag("nesterov", false), s.Number("weight-decay", 0))
    {
        DecayFilter = filter,
    };

    private protected override BoundOptimizer Create(ParameterSlot[] slots, ThreadTeam team) => new RuleOptimizer<SgdRule>(this, this, slots, team);
}
