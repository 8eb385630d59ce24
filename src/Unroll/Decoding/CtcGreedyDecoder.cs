namespace Unroll.Decoding;

/// <summary>
/// Best-path decoding of CTC (Graves et al. 2006, section 3.2): the likeliest class of each step, repeats made one, blanks left out. The
/// likeliest alignment need not be one of the likeliest labels; <see cref="CtcBeamSearch"/> adds alignments up.
/// </summary>
public static class CtcGreedyDecoder
{
    /// <summary>Decodes one row.</summary>
    /// <param name="logProbabilities">ln p, [steps, classes] row-major.</param>
    /// <param name="classes">The number of classes.</param>
    /// <param name="blank">The class that stands for no label.</param>
    /// <exception cref="ArgumentException">The numbers do not make whole steps, or the blank is no class.</exception>
    public static CtcHypothesis Decode(ReadOnlySpan<float> logProbabilities, int classes, int blank = 0)
    {
        CtcArguments.Check(logProbabilities.Length, classes, blank);
        var labels = new List<int>();
        double total = 0;
        int previous = blank;
        for (int at = 0; at < logProbabilities.Length; at += classes)
        {
            ReadOnlySpan<float> step = logProbabilities.Slice(at, classes);
            int best = 0;
            for (int c = 1; c < classes; c++)
            {
                best = step[c] > step[best] ? c : best;
            }

            total += step[best];
            if (best != blank && best != previous)
            {
                labels.Add(best);
            }

            previous = best;
        }

        return new CtcHypothesis(labels, total);
    }
}
