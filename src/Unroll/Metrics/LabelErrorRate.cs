namespace Unroll.Metrics;

/// <summary>
/// The label error rate of recognisers (Graves et al. 2006, equation 1, over the whole set): the changes that turn the answers into the
/// truth, divided by the labels of the truth.
/// </summary>
public sealed class LabelErrorRate
{
    /// <summary>Sequences counted.</summary>
    public int Sequences { get; private set; }

    /// <summary>Sequences without an error.</summary>
    public int Exact { get; private set; }

    /// <summary>Labels of the truth.</summary>
    public long Labels { get; private set; }

    /// <summary>Labels replaced, inserted and left out, over all sequences.</summary>
    public EditCounts Errors { get; private set; }

    /// <summary>Errors a label; 0 where there was neither, infinite for errors without a label.</summary>
    public double Value => Errors.Total == 0 ? 0 : (double)Errors.Total / Labels;

    /// <summary>The share of sequences with an error.</summary>
    public double SequenceErrorRate => Sequences == 0 ? 0 : 1 - ((double)Exact / Sequences);

    /// <summary>Counts one sequence.</summary>
    public void Add<T>(ReadOnlySpan<T> truth, ReadOnlySpan<T> answer)
        where T : IEquatable<T>
    {
        EditCounts d = EditCounts.Between(truth, answer);
        Errors = new(Errors.Substitutions + d.Substitutions, Errors.Insertions + d.Insertions, Errors.Deletions + d.Deletions);
        Labels += truth.Length;
        Sequences++;
        Exact += d.Total == 0 ? 1 : 0;
    }

    /// <inheritdoc/>
    public override string ToString() =>
        $"{Value:P2} of {Labels} labels ({Errors.Substitutions} replaced, {Errors.Insertions} inserted, {Errors.Deletions} left out)";
}
