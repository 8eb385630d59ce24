using Unroll.Autograd;
using Unroll.Autograd.Operations;
using Unroll.Data;
using Unroll.Recurrent;
using Unroll.Tensors;

namespace Unroll.Losses;

/// <summary>The linear-chain conditional random field (Lafferty, McCallum and Pereira 2001) over ragged batches.</summary>
public static class CrfLosses
{
    /// <summary>
    /// The negative log-likelihood of tag sequences: ln Σ over legal y of e^s(y), less s of the given one, where
    /// s(y) = start[y0] + Σ emissions[t, yt] + Σ transitions[yt-1, yt] + end[yT-1]. Forward and backward recursions in log space and double.
    /// </summary>
    /// <param name="tape">The tape.</param>
    /// <param name="layout">The layout of the batch.</param>
    /// <param name="emissions">Packed scores [total, tags].</param>
    /// <param name="tags">Packed tag ids [total].</param>
    /// <param name="transitions">[tags before, tags after].</param>
    /// <param name="start">[tags].</param>
    /// <param name="end">[tags].</param>
    /// <param name="legal">What is allowed; forbidden paths have no probability. Everything where null.</param>
    /// <param name="reduction">Mean over the sequences, or sum.</param>
    /// <exception cref="ArgumentException">The shapes do not fit, a tag is out of range, or a given sequence is not legal.</exception>
    public static Tensor Crf(
        this Tape tape, SequenceLayout layout, Tensor emissions, ReadOnlySpan<int> tags, Tensor transitions, Tensor start, Tensor end,
        TagConstraints? legal = null, LossReduction reduction = LossReduction.Mean)
    {
        Check(layout, emissions, transitions, start, end, legal);
        Expect.Length("Crf", nameof(tags), tags.Length, layout.Total);
        Expect.Ids("Crf", nameof(tags), tags, start.Count);
        if (legal is not null)
        {
            CheckLegal(layout, tags, legal);
        }

        return CrfNode.Apply(tape, layout, emissions, tags, transitions, start, end, legal, reduction == LossReduction.Mean);
    }

    /// <summary>The probability of each tag at each step, given all emissions: packed [total, tags]; it carries no gradient.</summary>
    /// <param name="tape">The tape.</param>
    /// <param name="layout">The layout of the batch.</param>
    /// <param name="emissions">Packed scores [total, tags].</param>
    /// <param name="transitions">[tags before, tags after].</param>
    /// <param name="start">[tags].</param>
    /// <param name="end">[tags].</param>
    /// <param name="legal">What is allowed; everything where null.</param>
    /// <exception cref="ArgumentException">The shapes do not fit.</exception>
    public static Tensor CrfMarginals(
        this Tape tape, SequenceLayout layout, Tensor emissions, Tensor transitions, Tensor start, Tensor end, TagConstraints? legal = null)
    {
        Check(layout, emissions, transitions, start, end, legal);
        return CrfNode.Marginals(tape, layout, emissions, transitions, start, end, legal);
    }

    private static void Check(
        SequenceLayout layout, Tensor emissions, Tensor transitions, Tensor start, Tensor end, TagConstraints? legal)
    {
        const string Operation = "Crf";
        Expect.RankAtLeast(Operation, nameof(start), start, 1);
        int tags = start.Count;
        Expect.Positive(Operation, "tags", tags);
        Expect.Vector(Operation, nameof(start), start, tags);
        Expect.Vector(Operation, nameof(end), end, tags);
        Expect.Shape(Operation, nameof(transitions), transitions, new Shape(tags, tags));
        Expect.Shape(Operation, nameof(emissions), emissions, new Shape(layout.Total, tags));
        if (legal is not null && legal.Tags != tags)
        {
            Expect.Fail($"Crf: expected `legal` for {tags} tags, got one for {legal.Tags}", nameof(legal));
        }
    }

    private static void CheckLegal(SequenceLayout layout, ReadOnlySpan<int> tags, TagConstraints legal)
    {
        for (int r = 0; r < layout.Rows; r++)
        {
            int length = layout.Lengths[r];
            for (int t = 0; t < length; t++)
            {
                int tag = tags[layout.PackedRow(t, r)];
                bool good = t == 0 ? legal.Starts(tag) : legal.Follows(tags[layout.PackedRow(t - 1, r)], tag);
                if (!good || (t == length - 1 && !legal.Ends(tag)))
                {
                    Expect.Fail($"Crf: the tag {tag} at step {t} of row {layout.Order[r]} is not legal there", nameof(tags));
                }
            }
        }
    }
}
