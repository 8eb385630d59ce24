using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Unroll.Decoding;

/// <summary>The sequences of one source: those under way and those that are finished.</summary>
internal sealed class Beam
{
    private readonly BeamOptions _options;
    private readonly int _classes, _start, _end, _longest;
    private readonly List<(Hypothesis Hypothesis, int Order, int Node)> _finished = [];
    private readonly BeamTrace? _trace;
    private readonly PriorityQueue<Candidate, Candidate> _top = new(Comparer<Candidate>.Create((a, b) => -Candidate.BestFirst(a, b)));
    private readonly List<Candidate> _chosen = [];
    private List<BeamPath> _paths;
    private int _length, _firstRow;

    public Beam(int source, BeamOptions options, IStepDecoder decoder)
    {
        _options = options;
        _classes = decoder.Classes;
        _start = decoder.Start;
        _end = decoder.End;
        _longest = options.MaxLength(source);
        if (_longest < 0)
        {
            throw new ArgumentException($"expected a greatest length of at least 0 for source {source}, got {_longest}");
        }

        _trace = options.Traced is null ? null : new BeamTrace(_start, _end);
        _paths = [new BeamPath(null, _start, source, 0)];
    }

    public bool Done => _paths.Count == 0;

    /// <summary>Adds the rows to go on from, and what to append to each.</summary>
    public void Enter(List<int> rows, List<int> tokens)
    {
        _firstRow = rows.Count;
        foreach (BeamPath path in _paths)
        {
            rows.Add(path.Row);
            tokens.Add(path.Token);
        }
    }

    /// <summary>Keeps where the rows of the last step looked, where that is wanted.</summary>
    public void Attend(IStepDecoder decoder)
    {
        bool attends = _options.KeepAttention || _options.Coverage > 0;
        for (int i = 0; i < _paths.Count && attends; i++)
        {
            _paths[i].Attend(decoder.Attention(_firstRow + i), _options.Coverage > 0);
        }
    }

    /// <summary>Takes the best continuations; those that end are finished. Several beams may do so at once.</summary>
    public void Advance(ReadOnlySpan<float> next)
    {
        // Every path may end once: twice the width leaves enough to go on with. An end counts only among the best of the width, so that a
        // beam of one does what greedy decoding does.
        List<Candidate> best = Top(next, 2 * _options.Width);
        var paths = new List<BeamPath>(_options.Width);
        for (int rank = 0; rank < best.Count; rank++)
        {
            BeamPath path = _paths[best[rank].Path];
            if (best[rank].Token == _end && rank < _options.Width)
            {
                Finish(path, best[rank].LogProbability, ends: true);
                continue;
            }

            bool kept = best[rank].Token != _end && paths.Count < _options.Width;
            int node = Record(path, best[rank].Token, best[rank].LogProbability, null, kept ? BeamFate.Kept : BeamFate.Dropped);
            if (kept)
            {
                paths.Add(new BeamPath(path, best[rank].Token, _firstRow + best[rank].Path, best[rank].LogProbability, node));
            }
        }

        if (paths.Count == 0 && _finished.Count == 0)
        {
            // The rules leave nothing to choose: what there is so far.
            Finish(_paths[0], _paths[0].LogProbability, ends: false);
        }

        _length++;
        _paths = !IsEnough(paths) && paths.Exists(CanStillWin) ? paths : [];
    }

    /// <summary>The best finished sequences, best first; the earlier one among equals.</summary>
    public IReadOnlyList<Hypothesis> Best() => [.. Ranked().Select(f => f.Hypothesis)];

    /// <summary>The whole search, where it was to be recorded.</summary>
    public BeamTrace? Trace()
    {
        if (_trace is not null)
        {
            _trace.Best = [.. Ranked().Select(f => f.Node)];
        }

        return _trace;
    }

    private IEnumerable<(Hypothesis Hypothesis, int Order, int Node)> Ranked() =>
        _finished.OrderByDescending(f => f.Hypothesis.Score).ThenBy(f => f.Order).Take(Math.Min(_options.Best, _options.Width));

    private int Record(BeamPath before, int token, double logProbability, double? score, BeamFate fate) => _trace is null ? 0
        : _trace.Add(new BeamNode(
            before.Node, _length + 1, token, logProbability, score ?? (logProbability / _options.Divisor(_length + 1)), fate));

    /// <summary>The best continuations of all paths, best first.</summary>
    private List<Candidate> Top(ReadOnlySpan<float> next, int count)
    {
        _top.Clear();
        for (int i = 0; i < _paths.Count; i++)
        {
            BeamPath path = _paths[i];
            ReadOnlySpan<float> row = next.Slice((_firstRow + i) * _classes, _classes);
            HashSet<int>? blocked = _options.BlockRepeats > 0 ? path.Repeats(_options.BlockRepeats) : null;
            double least = _top.Count < count ? double.NegativeInfinity : _top.Peek().LogProbability;
            for (int token = Next(row, 0, least, path); token < row.Length; token = Next(row, token + 1, least, path))
            {
                double sum = path.LogProbability + row[token];
                if (!(sum > least) && _top.Count >= count)
                {
                    continue;
                }

                bool allowed = token != _start && !(token == _end && _length < _options.MinLength)
                    && !(token != _end && _length >= _longest)
                    && blocked?.Contains(token) != true && !double.IsNegativeInfinity(sum) && !double.IsNaN(sum);
                if (!allowed)
                {
                    continue;
                }

                var candidate = new Candidate(i, token, sum);
                if (_top.Count < count)
                {
                    _top.Enqueue(candidate, candidate);
                }
                else
                {
                    _top.EnqueueDequeue(candidate, candidate);
                }

                least = _top.Count < count ? double.NegativeInfinity : _top.Peek().LogProbability;
            }
        }

        _chosen.Clear();
        while (_top.TryDequeue(out Candidate candidate, out _))
        {
            _chosen.Add(candidate);
        }

        _chosen.Reverse();
        return _chosen;
    }

    /// <summary>
    /// The next token, from one on, that may bring a path above the least of the best; the number of tokens where there is none. The bound
    /// is a little low, for its rounding: whoever asks compares in double.
    /// </summary>
    private static int Next(ReadOnlySpan<float> row, int token, double least, BeamPath path)
    {
        double slack = 1e-12 * (Math.Abs(least) + Math.Abs(path.LogProbability));
        if (!double.IsFinite(slack))
        {
            return token;
        }

        float bound = MathF.BitDecrement((float)(least - path.LogProbability - slack));
        ref float first = ref MemoryMarshal.GetReference(row);
        while (token + Vector512<float>.Count <= row.Length
            && !Vector512.GreaterThanOrEqualAny(Vector512.LoadUnsafe(ref first, (nuint)token), Vector512.Create(bound)))
        {
            token += Vector512<float>.Count;
        }

        while (token < row.Length && !(row[token] >= bound))
        {
            token++;
        }

        return token;
    }

    /// <param name="path">The sequence.</param>
    /// <param name="logProbability">The log-probability of all its tokens, the end's included where it has one.</param>
    /// <param name="ends">Whether it has an end.</param>
    private void Finish(BeamPath path, double logProbability, bool ends)
    {
        double score = (logProbability / _options.Divisor(_length + 1)) + (_options.Coverage > 0 ? _options.Coverage * path.Uncovered()
            : 0);
        IReadOnlyList<float[]> attention = _options.KeepAttention ? path.Attentions() : [];
        int node = ends ? Record(path, _end, logProbability, score, BeamFate.Finished) : path.Node;
        _finished.Add((new Hypothesis(path.Tokens(), logProbability, score, _length < _longest, attention), _finished.Count, node));
    }

    /// <summary>Whether as many are finished as the beam is wide, and nothing under way is better as it stands.</summary>
    private bool IsEnough(List<BeamPath> paths)
    {
        if (_finished.Count < _options.Width)
        {
            return false;
        }

        double worst = Finished(_options.Width);
        return !paths.Exists(p => p.LogProbability / _options.Divisor(_length) > worst);
    }

    /// <summary>The score of the finished sequence at a place, the best being at 1.</summary>
    private double Finished(int place) => _finished.Select(f => f.Hypothesis.Score).OrderDescending().ElementAt(place - 1);

    /// <summary>
    /// Whether a path may still come among the best: its log-probability can only fall, its length only grow to the greatest.
    /// </summary>
    private bool CanStillWin(BeamPath path)
    {
        int wanted = Math.Min(_options.Best, _options.Width);
        if (_finished.Count < wanted)
        {
            return true;
        }

        double worst = Finished(wanted);
        double possible = path.LogProbability / Math.Max(_options.Divisor(_longest + 1), _options.Divisor(_length + 1));
        return possible > worst;
    }

    /// <summary>A token after a path.</summary>
    private readonly record struct Candidate(int Path, int Token, double LogProbability)
    {
        /// <summary>Equal ones in the order of their paths and tokens.</summary>
        public static int BestFirst(Candidate a, Candidate b)
        {
            int order = b.LogProbability.CompareTo(a.LogProbability);
            order = order != 0 ? order : a.Path.CompareTo(b.Path);
            return order != 0 ? order : a.Token.CompareTo(b.Token);
        }
    }
}
