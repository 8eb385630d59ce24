using Unroll.Data;

namespace Unroll.Decoding;

/// <summary>The best path through a linear chain (Viterbi 1967; Lafferty, McCallum and Pereira 2001 for the chain).</summary>
public static class Viterbi
{
    /// <summary>
    /// The sequence of tags y with the largest start[y0] + Σ emissions[t, yt] + Σ transitions[yt-1, yt] + end[yT-1]; of several the one
    /// whose last tag, then the one before it and so on, has the lowest id.
    /// </summary>
    /// <param name="emissions">[steps, tags], row-major.</param>
    /// <param name="transitions">[tags before, tags after], row-major.</param>
    /// <param name="start">[tags].</param>
    /// <param name="end">[tags].</param>
    /// <param name="legal">What is allowed; everything where null.</param>
    /// <param name="score">The score of the path, 0 for no steps.</param>
    /// <returns>A tag id a step.</returns>
    /// <exception cref="ArgumentException">The extents do not fit, or no path is legal.</exception>
    public static int[] Decode(
        ReadOnlySpan<float> emissions, ReadOnlySpan<float> transitions, ReadOnlySpan<float> start, ReadOnlySpan<float> end,
        TagConstraints? legal, out double score)
    {
        int tags = start.Length;
        if (tags == 0 || end.Length != tags || transitions.Length != tags * tags || emissions.Length % tags != 0 || (legal?.Tags ?? tags) != tags)
        {
            throw new ArgumentException(
                $"Viterbi: expected {tags} tags in all of `emissions`, `transitions`, `end` and `legal`", nameof(emissions));
        }

        int steps = emissions.Length / tags;
        score = 0;
        if (steps == 0)
        {
            return [];
        }

        var from = new int[steps * tags];
        double[] best = new double[tags], next = new double[tags];
        for (int j = 0; j < tags; j++)
        {
            best[j] = legal?.Starts(j) == false ? double.NegativeInfinity : (double)start[j] + emissions[j];
        }

        for (int t = 1; t < steps; t++)
        {
            for (int j = 0; j < tags; j++)
            {
                double most = double.NegativeInfinity;
                int source = 0;
                for (int i = 0; i < tags; i++)
                {
                    double candidate = best[i] + transitions[(i * tags) + j];
                    if (candidate > most && legal?.Follows(i, j) != false)
                    {
                        most = candidate;
                        source = i;
                    }
                }

                next[j] = most + emissions[(t * tags) + j];
                from[(t * tags) + j] = source;
            }

            (best, next) = (next, best);
        }

        int last = -1;
        score = double.NegativeInfinity;
        for (int j = 0; j < tags; j++)
        {
            if (legal?.Ends(j) != false && best[j] + end[j] > score)
            {
                score = best[j] + end[j];
                last = j;
            }
        }

        if (last < 0)
        {
            throw new ArgumentException($"Viterbi: no legal path of {steps} steps has a finite score", nameof(emissions));
        }

        var path = new int[steps];
        for (int t = steps - 1; t >= 0; t--)
        {
            path[t] = last;
            last = from[(t * tags) + last];
        }

        return path;
    }
}
