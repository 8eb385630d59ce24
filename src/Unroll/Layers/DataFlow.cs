namespace Unroll.Layers;

/// <summary>When along the sequence one part of a model feeds another.</summary>
public enum FlowTime
{
    /// <summary>Step t feeds step t; where neither part has steps, once.</summary>
    SameStep,

    /// <summary>Once, between parts that have no steps.</summary>
    Once,

    /// <summary>Once, into the first step.</summary>
    FirstStep,

    /// <summary>From the last step that a part has run (of one that runs backwards, that is the first position).</summary>
    LastStep,

    /// <summary>The same value into every step.</summary>
    EveryStep,

    /// <summary>Every step into one value: pooling, attention.</summary>
    AllSteps,

    /// <summary>Step t feeds step t + 1: an output that is fed back.</summary>
    NextStep,

    /// <summary>Once, as the state that a recurrent part starts from.</summary>
    InitialState,
}

/// <summary>One part of a model feeds another.</summary>
/// <param name="From">The path of a part (<c>encoder.rnn</c>), or the name of something outside the parts, such as an input.</param>
/// <param name="To">The same for what is fed.</param>
/// <param name="Time">When.</param>
/// <param name="Shape">The shape of what flows, where the parts do not tell it; N stands for the rows of a batch.</param>
public sealed record DataFlow(string From, string To, FlowTime Time = FlowTime.SameStep, string Shape = "");

/// <summary>A model that says how its parts feed each other, so that it can be drawn; others are taken for a chain.</summary>
public interface IDataFlow
{
    /// <summary>What feeds what.</summary>
    IReadOnlyList<DataFlow> DataFlow { get; }
}
