namespace Unroll.Decoding;

/// <summary>A sequence under way, as its last token and the sequence before it.</summary>
internal sealed class BeamPath(BeamPath? before, int token, int row, double logProbability, int node = 0)
{
    private readonly int _length = before is null ? 0 : before._length + 1;
    private float[] _attention = [];
    private float[]? _covered;

    /// <summary>Its last token.</summary>
    public int Token => token;

    /// <summary>The row of the decoder's last step that it goes on from.</summary>
    public int Row => row;

    /// <summary>Its node in the trace of the search; 0 where none is kept.</summary>
    public int Node => node;

    /// <summary>The log-probability of all its tokens.</summary>
    public double LogProbability => logProbability;

    /// <summary>Keeps where the step after the last token looked.</summary>
    public void Attend(ReadOnlySpan<float> weights, bool covers)
    {
        _attention = weights.ToArray();
        if (!covers)
        {
            return;
        }

        _covered = [.. _attention];
        for (int i = 0; before?._covered is { } earlier && i < _covered.Length; i++)
        {
            _covered[i] += earlier[i];
        }
    }

    /// <summary>The tokens without the start.</summary>
    public int[] Tokens()
    {
        var tokens = new int[_length];
        for (BeamPath path = this; path._length > 0; path = path.Before!)
        {
            tokens[path._length - 1] = path.Token;
        }

        return tokens;
    }

    /// <summary>Where each step looked, from the first.</summary>
    public IReadOnlyList<float[]> Attentions()
    {
        var all = new List<float[]>();
        for (BeamPath? path = this; path is not null; path = path.Before)
        {
            all.Add(path._attention);
        }

        all.Reverse();
        return all;
    }

    /// <summary>The sum over source positions of ln min(attention so far, 1).</summary>
    public double Uncovered()
    {
        double sum = 0;
        foreach (float covered in _covered ?? [])
        {
            sum += Math.Log(Math.Clamp(covered, 1e-10, 1));
        }

        return sum;
    }

    /// <summary>The tokens that would repeat a sequence of n tokens.</summary>
    public HashSet<int> Repeats(int n)
    {
        int[] tokens = Tokens();
        var repeats = new HashSet<int>();
        ReadOnlySpan<int> last = tokens.AsSpan(Math.Max(0, tokens.Length - (n - 1)));
        for (int i = 0; i + n <= tokens.Length && last.Length == n - 1; i++)
        {
            if (tokens.AsSpan(i, n - 1).SequenceEqual(last))
            {
                repeats.Add(tokens[i + n - 1]);
            }
        }

        return repeats;
    }

    private BeamPath? Before => before;
}
