using Unroll.Autograd;
using Unroll.Data;
using Unroll.Decoding;
using Unroll.Losses;
using Unroll.Recurrent;
using Unroll.Tensors;

namespace Unroll.Layers;

/// <summary>The weights of a linear-chain conditional random field: scores of neighbours, of first and of last tags.</summary>
public sealed class LinearChain : Module
{
    private readonly Parameter _transitions;
    private readonly Parameter _start;
    private readonly Parameter _end;

    /// <summary>Creates the chain; small random weights.</summary>
    /// <param name="legal">What may follow what.</param>
    public LinearChain(TagConstraints legal)
    {
        ArgumentNullException.ThrowIfNull(legal);
        Legal = legal;
        Initializer small = Initializer.Uniform(0.1f);
        _transitions = AddParameter("transitions", new Shape(legal.Tags, legal.Tags), small);
        _start = AddParameter("start_transitions", new Shape(legal.Tags), small);
        _end = AddParameter("end_transitions", new Shape(legal.Tags), small);
    }

    /// <summary>What may follow what.</summary>
    public TagConstraints Legal { get; }

    /// <summary>The mean negative log-likelihood of the sequences of a batch.</summary>
    /// <param name="tape">The tape.</param>
    /// <param name="layout">The layout of the batch.</param>
    /// <param name="emissions">Packed scores [total, tags].</param>
    /// <param name="tags">Packed tag ids [total].</param>
    public Tensor Loss(Tape tape, SequenceLayout layout, Tensor emissions, ReadOnlySpan<int> tags) =>
        tape.Crf(layout, emissions, tags, _transitions.Value, _start.Value, _end.Value, Legal);

    /// <summary>The probability of each tag at each step: packed [total, tags].</summary>
    public Tensor Marginals(Tape tape, SequenceLayout layout, Tensor emissions) =>
        tape.CrfMarginals(layout, emissions, _transitions.Value, _start.Value, _end.Value, Legal);

    /// <summary>The best legal path of one sequence.</summary>
    /// <param name="emissions">[steps, tags], row-major.</param>
    public int[] Decode(ReadOnlySpan<float> emissions) =>
        Viterbi.Decode(emissions, _transitions.Value.Span, _start.Value.Span, _end.Value.Span, Legal, out _);
}
