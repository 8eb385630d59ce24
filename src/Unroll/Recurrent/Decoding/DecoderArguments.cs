using Unroll.Tensors;

namespace Unroll.Recurrent.Decoding;

/// <summary>
/// The inputs of a decoder with attention: P packed steps of N rows, E embedded inputs, H units, and Q positions of all sources in rows
/// one after the other, with D columns of memory and A of keys. Where <see cref="Combine"/> is null the decoder looks before the cell
/// (the context is fed to it), otherwise after it.
/// </summary>
public sealed class DecoderArguments
{
    /// <summary>The known part of the step's input, packed: [P, E].</summary>
    public required Tensor Input { get; init; }

    /// <summary>Input weights [input blocks * H, E + fed columns]: fed are D before the cell, F after it with feeding, else none.</summary>
    public required Tensor InputWeight { get; init; }

    /// <summary>Hidden weights [hidden blocks * H, H].</summary>
    public required Tensor HiddenWeight { get; init; }

    /// <summary>Bias [gate columns * H].</summary>
    public required Tensor Bias { get; init; }

    /// <summary>Per-unit parameters [number, H] where the cell has them.</summary>
    public Tensor? Unit { get; init; }

    /// <summary>The initial states, each [N, H] in the caller's order; null for zeros.</summary>
    public IReadOnlyList<Tensor>? Initial { get; init; }

    /// <summary>What is remembered of the sources: [Q, D], source after source.</summary>
    public required Tensor Memory { get; init; }

    /// <summary>What the scores compare with: [Q, A], A being H unless <see cref="Energy"/> is given. May be the memory itself.</summary>
    public required Tensor Keys { get; init; }

    /// <summary>The first position of each source, and Q.</summary>
    public required int[] Starts { get; init; }

    /// <summary>
    /// The source of each row in the caller's order; row i looks at source i unless given. No two rows share one while gradients are
    /// recorded.
    /// </summary>
    public int[]? Sources { get; init; }

    /// <summary>Additive: the weights of the state [A, H]; null for a product of state and keys.</summary>
    public Tensor? Query { get; init; }

    /// <summary>Additive: v [A].</summary>
    public Tensor? Energy { get; init; }

    /// <summary>Additive: what the earlier weights around a position add to its score's sum, [kernel, A]; null for nothing.</summary>
    public Tensor? Kernel { get; init; }

    /// <summary>Whether the kernel sees the sum of all earlier weights rather than those of the step before.</summary>
    public bool Coverage { get; init; }

    /// <summary>After the cell: the weights of tanh(W [h; c] + b), [F, H + D]; null where the decoder looks before the cell.</summary>
    public Tensor? Combine { get; init; }

    /// <summary>Its bias [F].</summary>
    public Tensor? CombineBias { get; init; }

    /// <summary>Whether that vector is an input of the next step.</summary>
    public bool Feed { get; init; }

    /// <summary>What is fed to the first step, [N, F]; zeros unless given. It gets no gradient.</summary>
    public Tensor? InitialFeed { get; init; }

    /// <summary>What the kernel sees at the first step, one array a row; zeros unless given.</summary>
    public IReadOnlyList<float[]>? InitialHistory { get; init; }

    /// <summary>Where packed weights are kept between predictions.</summary>
    internal DecoderCache? Cache { get; init; }

    internal bool After => Combine is not null;

    internal Tensor?[] Inputs() =>
        [Input, InputWeight, HiddenWeight, Bias, Unit, Memory, Keys, Query, Energy, Kernel, Combine, CombineBias, .. Initial ?? []];

    internal RecurrentArguments Cell() => new()
    {
        InputWeight = InputWeight, HiddenWeight = HiddenWeight, Bias = Bias, Unit = Unit, Initial = Initial, Cache = Cache?.Cell,
    };
}
