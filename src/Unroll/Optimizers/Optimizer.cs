using Unroll.Layers;
using Unroll.Numerics;

namespace Unroll.Optimizers;

/// <summary>
/// A rule by which gradients change parameters, with its settings, such as <c>new Adam(1e-3f)</c>. It holds no state, so that one
/// object serves any number of runs; <see cref="Bind"/> gives the moments of one run. Rules and defaults are PyTorch's.
/// </summary>
public abstract class Optimizer
{
    private protected Optimizer(float learningRate, double weightDecay)
    {
        LearningRate = (float)Checks.AtLeastZero(learningRate, nameof(learningRate));
        WeightDecay = Checks.AtLeastZero(weightDecay, nameof(weightDecay));
    }

    /// <summary>The names <see cref="Parse"/> knows.</summary>
    public static IReadOnlyList<string> Names { get; } = ["sgd", "adagrad", "adadelta", "rmsprop", "adam", "adamw"];

    /// <summary>The name in commands and files, one of <see cref="Names"/>.</summary>
    public abstract string Name { get; }

    /// <summary>The learning rate before any schedule.</summary>
    public float LearningRate { get; }

    /// <summary>The pull of each decayed weight towards zero; how it acts depends on the optimizer.</summary>
    public double WeightDecay { get; }

    /// <summary>Which parameters <see cref="WeightDecay"/> acts on; all unless given. See <see cref="MatricesOnly"/>.</summary>
    public Func<NamedParameter, bool>? DecayFilter { get; init; }

    /// <summary>The names of the numbers kept for each element of a parameter, PyTorch's; empty if none.</summary>
    internal abstract IReadOnlyList<string> StateNames { get; }

    /// <summary>What the numbers kept for each element start from.</summary>
    internal virtual float InitialState => 0;

    /// <summary>The settings beside those every optimizer has, as <see cref="Parse"/> reads them.</summary>
    private protected abstract IEnumerable<(string Key, object Value)> Settings { get; }

    /// <summary>A <see cref="DecayFilter"/>: weight matrices decay; biases, gains and other vectors do not.</summary>
    public static bool MatricesOnly(NamedParameter parameter) => parameter.Parameter.Value.Shape.Rank >= 2;

    /// <summary>Reads an optimizer as a command takes it: a name, or a name with settings as in <c>adam:beta2=0.99,weight-decay=1e-4</c>.</summary>
    /// <param name="text">The text; what <see cref="ToString"/> gives is read back as the same.</param>
    /// <param name="learningRate">The learning rate, in place of the text's or the default.</param>
    /// <exception cref="UnrollException">The name or a setting is unknown or out of range.</exception>
    public static Optimizer Parse(string text, float? learningRate = null)
    {
        Specification settings = Specification.Read("optimizer", text, Names);
        return settings.Build<Optimizer>(() =>
        {
            Func<NamedParameter, bool>? filter = settings.Word("decay", "all", "all", "matrices") == "all" ? null : MatricesOnly;
            return settings.Name switch
            {
                "sgd" => Sgd.Read(settings, learningRate, filter),
                "adagrad" => Adagrad.Read(settings, learningRate, filter),
                "adadelta" => Adadelta.Read(settings, learningRate, filter),
                "rmsprop" => RmsProp.Read(settings, learningRate, filter),
                "adam" => Adam.Read(settings, learningRate, filter),
                _ => AdamW.Read(settings, learningRate, filter),
            };
        });
    }

    /// <summary>Attaches the optimizer to the parameters of a model, with state that starts afresh.</summary>
    /// <param name="parameters">The parameters, each once, as <see cref="Module.Parameters"/> gives them.</param>
    /// <param name="team">The threads large models are cut over; the shared team unless given. It does not change the results.</param>
    /// <exception cref="ArgumentException">A parameter or a name stands twice.</exception>
    public BoundOptimizer Bind(IReadOnlyList<NamedParameter> parameters, ThreadTeam? team = null)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        var seen = new HashSet<object>();
        foreach (NamedParameter parameter in parameters)
        {
            if (!seen.Add(parameter.Name) || !seen.Add(parameter.Parameter))
            {
                throw new ArgumentException($"expected each parameter and each name once, got `{parameter.Name}` again", nameof(parameters));
            }
        }

        return Create([.. parameters.Select(p => new ParameterSlot(p, DecayFilter?.Invoke(p) ?? true))], team ?? ThreadTeam.Shared);
    }

    /// <summary>The optimizer with all its settings, as <see cref="Parse"/> reads it; a filter of one's own shows as <c>decay=custom</c>.</summary>
    public override string ToString()
    {
        string decay = DecayFilter is null ? "all" : DecayFilter == MatricesOnly ? "matrices" : "custom";
        return Specification.Write(Name, [("lr", LearningRate), .. Settings, ("weight-decay", WeightDecay), ("decay", decay)]);
    }

    private protected abstract BoundOptimizer Create(ParameterSlot[] slots, ThreadTeam team);
}
