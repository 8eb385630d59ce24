using Unroll.Formats;

namespace Unroll.Optimizers;

/// <summary>How the learning rate changes over a run.</summary>
public abstract class LearningRateSchedule
{
    /// <summary>The names <see cref="Parse"/> knows.</summary>
    public static IReadOnlyList<string> Names { get; } = ["constant", "step", "exponential", "inverse-time", "cosine", "plateau"];

    /// <summary>The same rate from start to end.</summary>
    public static LearningRateSchedule Constant { get; } = new ConstantRate();

    /// <summary>The name in commands and files, one of <see cref="Names"/> for those of the library.</summary>
    public abstract string Name { get; }

    /// <summary>The settings, as <see cref="Parse"/> reads them.</summary>
    protected virtual IEnumerable<(string Key, object Value)> Settings => [];

    /// <summary>
    /// Reads a schedule as a command takes it: <c>constant</c>, <c>step:every=10,factor=0.5</c>, <c>exponential:factor=0.95</c>, <c>inverse-time:decay=0.01</c>,
    /// <c>cosine:warmup=100</c> (with <c>by=epoch,total=30</c> if counted in epochs) or <c>plateau:factor=0.5,patience=3</c>.
    /// </summary>
    /// <param name="text">The text; what <see cref="ToString"/> gives is read back as the same.</param>
    /// <exception cref="UnrollException">The name or a setting is unknown or out of range.</exception>
    public static LearningRateSchedule Parse(string text)
    {
        Specification settings = Specification.Read("schedule", text, Names);
        return settings.Build(() => settings.Name switch
        {
            "step" => StepDecay.Read(settings),
            "exponential" => new ExponentialDecay(settings.Number("factor", 0.95)),
            "inverse-time" => new InverseTimeDecay(settings.Number("decay", 0.01)),
            "cosine" => CosineDecay.Read(settings),
            "plateau" => ReduceOnPlateau.Read(settings),
            _ => Constant,
        });
    }

    /// <summary>The schedule for one run: a copy at its start where it keeps state, itself where it keeps none.</summary>
    public virtual LearningRateSchedule Start() => this;

    /// <summary>The learning rate of a step.</summary>
    /// <param name="baseRate">The optimizer's rate.</param>
    /// <param name="epoch">Epochs completed, from 0.</param>
    /// <param name="step">Steps completed, from 0.</param>
    /// <param name="totalSteps">The steps planned for the run; 0 where unknown.</param>
    public abstract float Rate(float baseRate, int epoch, long step, long totalSteps);

    /// <summary>Tells the loss on held-out data (on the training data where nothing is held out) at the end of an epoch.</summary>
    public virtual void OnEpochEnd(double validationLoss)
    {
    }

    /// <summary>Adds the state to a checkpoint, under <c>schedule/</c>.</summary>
    public virtual void SaveState(CheckpointState checkpoint)
    {
    }

    /// <summary>Takes back what <see cref="SaveState"/> added.</summary>
    /// <exception cref="UnrollException">The checkpoint has no such state.</exception>
    public virtual void LoadState(CheckpointState checkpoint)
    {
    }

    /// <summary>The schedule with all its settings, as <see cref="Parse"/> reads it.</summary>
    public override string ToString() => Specification.Write(Name, Settings);

    private sealed class ConstantRate : LearningRateSchedule
    {
        public override string Name => "constant";

        public override float Rate(float baseRate, int epoch, long step, long totalSteps) => baseRate;
    }
}
