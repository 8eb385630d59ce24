namespace Unroll.Decoding;

/// <summary>What became of a continuation that a beam search looked at.</summary>
public enum BeamFate
{
    /// <summary>Gone on with.</summary>
    Kept,

    /// <summary>A whole sequence: it ended here.</summary>
    Finished,

    /// <summary>Among the best of twice the width, but not among those gone on with.</summary>
    Dropped,
}

/// <summary>A token that a beam search put after a sequence.</summary>
/// <param name="Before">The node before it; -1 for the start.</param>
/// <param name="Step">Its step from 1; 0 for the start.</param>
/// <param name="Token">The token.</param>
/// <param name="LogProbability">The natural logarithm of the probability of all tokens up to this one.</param>
/// <param name="Score">That with the penalties of the search; for what has not ended, as if it ended here and everything were covered.</param>
/// <param name="Fate">What became of it.</param>
public readonly record struct BeamNode(int Before, int Step, int Token, double LogProbability, double Score, BeamFate Fate);

/// <summary>
/// The tree of a beam search over one source: the best of twice the width at each step, in falling order within a step. The search records
/// it only when asked to (<see cref="BeamOptions.Traced"/>).
/// </summary>
public sealed class BeamTrace
{
    private readonly List<BeamNode> _nodes;

    internal BeamTrace(int start, int end)
    {
        End = end;
        _nodes = [new BeamNode(-1, 0, start, 0, 0, BeamFate.Kept)];
    }

    /// <summary>The start, then the continuations step by step.</summary>
    public IReadOnlyList<BeamNode> Nodes => _nodes;

    /// <summary>The last node of each sequence returned, best first.</summary>
    public IReadOnlyList<int> Best { get; internal set; } = [];

    /// <summary>The token that ends a sequence.</summary>
    public int End { get; }

    /// <summary>The number of steps.</summary>
    public int Steps => _nodes[^1].Step;

    /// <summary>The tokens that lead to a node, without start and end.</summary>
    /// <param name="node">Its place in <see cref="Nodes"/>.</param>
    public int[] Tokens(int node)
    {
        var tokens = new List<int>();
        for (int n = node; n > 0; n = _nodes[n].Before)
        {
            if (_nodes[n].Token != End)
            {
                tokens.Add(_nodes[n].Token);
            }
        }

        tokens.Reverse();
        return [.. tokens];
    }

    internal int Add(BeamNode node)
    {
        _nodes.Add(node);
        return _nodes.Count - 1;
    }
}
