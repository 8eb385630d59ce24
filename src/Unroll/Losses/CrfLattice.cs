using Unroll.Autograd;
using Unroll.Autograd.Operations;
using Unroll.Data;
using Unroll.Numerics;
using Unroll.Recurrent;
using Unroll.Tensors;

namespace Unroll.Losses;

/// <summary>
/// Forward and backward scores of every step and tag, in double: Alpha[t, j] is the log of the summed scores of all beginnings that end in j at
/// t, Beta[t, j] that of all ends after it, what is seen at t included. A step is one product with the exponentials of the transitions,
/// scaled by the largest score; a sum that leaves the range of double is taken again term by term in log space.
/// </summary>
internal sealed unsafe class CrfLattice
{
    private const double Tiny = 1e-250;
    private const double FarApart = 500;

    private readonly SequenceLayout _layout;
    private readonly int _tags;
    private readonly float* _emissions;
    private readonly double* _start, _end, _transitions, _exponentials;
    private readonly double* _alpha, _beta, _alphaScaled, _betaScaled, _alphaMax, _betaMax, _log;
    private readonly double _largest;

    /// <summary>Takes the memory from the scope of the arena that is open.</summary>
    public CrfLattice(Tape tape, SequenceLayout layout, Tensor emissions, Tensor transitions, Tensor start, Tensor end, TagConstraints? legal)
    {
        _layout = layout;
        _tags = start.Count;
        _emissions = emissions.Pointer;
        nint cells = (nint)layout.Total * _tags;
        _start = Doubles(tape, _tags);
        _end = Doubles(tape, _tags);
        _transitions = Doubles(tape, _tags * _tags);
        _exponentials = Doubles(tape, _tags * _tags);
        _alpha = Doubles(tape, cells);
        _beta = Doubles(tape, cells);
        _alphaScaled = Doubles(tape, cells);
        _betaScaled = Doubles(tape, cells);
        _alphaMax = Doubles(tape, layout.Total);
        _betaMax = Doubles(tape, layout.Total);
        _log = Doubles(tape, layout.Rows);
        _largest = double.NegativeInfinity;
        for (int i = 0; i < _tags; i++)
        {
            _start[i] = legal?.Starts(i) == false ? double.NegativeInfinity : start.Span[i];
            _end[i] = legal?.Ends(i) == false ? double.NegativeInfinity : end.Span[i];
            for (int j = 0; j < _tags; j++)
            {
                double value = legal?.Follows(i, j) == false ? double.NegativeInfinity : transitions.Span[(i * _tags) + j];
                _transitions[(i * _tags) + j] = value;
                _largest = Math.Max(_largest, value);
            }
        }

        _largest = double.IsFinite(_largest) ? _largest : 0;
        for (int i = 0; i < _tags * _tags; i++)
        {
            _exponentials[i] = Math.Exp(_transitions[i] - _largest);
        }
    }

    /// <summary>The log of the summed scores of all paths of a sorted row.</summary>
    public double LogPartition(int row) => _log[row];

    /// <summary>Both recursions of every row; the probabilities of the tags go into <paramref name="marginals"/> [total, tags] where it is given.</summary>
    public void Run(Tape tape, float* marginals)
    {
        var job = new RowJob { Lattice = this, Marginals = marginals };
        Parts.Run(tape, ref job, (long)_layout.Total * _tags * (_tags + 30));
    }

    /// <summary>The score of the given path of a sorted row.</summary>
    public double Score(int row, ReadOnlySpan<int> tags)
    {
        int length = _layout.Lengths[row];
        double score = 0;
        for (int t = 0; t < length; t++)
        {
            int at = _layout.PackedRow(t, row), tag = tags[at];
            score += (double)_emissions[((nint)at * _tags) + tag]
                + (t == 0 ? _start[tag] : _transitions[(tags[_layout.PackedRow(t - 1, row)] * _tags) + tag])
                + (t == length - 1 ? _end[tag] : 0);
        }

        return score;
    }

    /// <summary>Takes the observed tags from their probabilities.</summary>
    public void Observe(float* marginals, ReadOnlySpan<int> tags)
    {
        for (int at = 0; at < tags.Length; at++)
        {
            marginals[((nint)at * _tags) + tags[at]] -= 1;
        }
    }

    /// <summary>Expected less observed counts of each pair of neighbours: [before, after]. A thread has rows of the result to itself.</summary>
    public void CountPairs(Tape tape, float* slopes, ReadOnlySpan<int> tags)
    {
        fixed (int* p = tags)
        {
            var job = new PairJob { Lattice = this, Slopes = slopes, Observed = p };
            Parts.Run(tape, ref job, (long)_layout.Total * _tags * _tags);
        }
    }

    /// <summary>Expected less observed counts of first and last tags.</summary>
    public void CountEdges(float* first, float* last, ReadOnlySpan<int> tags)
    {
        for (int j = 0; j < _tags; j++)
        {
            double atStart = 0, atEnd = 0;
            for (int r = 0; r < _layout.Rows; r++)
            {
                int length = _layout.Lengths[r];
                if (length > 0)
                {
                    int from = _layout.PackedRow(0, r), to = _layout.PackedRow(length - 1, r);
                    atStart += Probability(from, j, r) - (tags[from] == j ? 1 : 0);
                    atEnd += Probability(to, j, r) - (tags[to] == j ? 1 : 0);
                }
            }

            first[j] = (float)atStart;
            last[j] = (float)atEnd;
        }
    }

    private static double* Doubles(Tape tape, nint count) => (double*)tape.Arena.AllocateFloats(2 * count);

    /// <summary>Beta holds what is seen at the step, and so does Alpha: it counts once.</summary>
    private double Probability(int at, int tag, int row)
    {
        nint cell = ((nint)at * _tags) + tag;
        double alpha = _alpha[cell];
        return double.IsNegativeInfinity(alpha) ? 0 : Math.Exp(alpha + _beta[cell] - _emissions[cell] - _log[row]);
    }

    private void RunRow(int row, float* marginals)
    {
        int length = _layout.Lengths[row];
        for (int t = 0; t < length; t++)
        {
            int at = _layout.PackedRow(t, row);
            double* alpha = _alpha + ((nint)at * _tags);
            if (t == 0)
            {
                new ReadOnlySpan<double>(_start, _tags).CopyTo(new Span<double>(alpha, _tags));
            }
            else
            {
                Forward(_layout.PackedRow(t - 1, row), alpha);
            }

            AddEmissions(at, alpha);
            _alphaMax[at] = Scale(alpha, _alphaScaled + ((nint)at * _tags));
        }

        for (int t = length - 1; t >= 0; t--)
        {
            int at = _layout.PackedRow(t, row);
            double* beta = _beta + ((nint)at * _tags);
            if (t == length - 1)
            {
                new ReadOnlySpan<double>(_end, _tags).CopyTo(new Span<double>(beta, _tags));
            }
            else
            {
                Backward(_layout.PackedRow(t + 1, row), beta);
            }

            AddEmissions(at, beta);
            _betaMax[at] = Scale(beta, _betaScaled + ((nint)at * _tags));
        }

        _log[row] = length == 0 ? 0 : Total(_layout.PackedRow(length - 1, row));
        for (int t = 0; t < length && marginals != null; t++)
        {
            int at = _layout.PackedRow(t, row);
            for (int j = 0; j < _tags; j++)
            {
                marginals[((nint)at * _tags) + j] = (float)Probability(at, j, row);
            }
        }
    }

    private void AddEmissions(int at, double* scores)
    {
        for (int j = 0; j < _tags; j++)
        {
            scores[j] += _emissions[((nint)at * _tags) + j];
        }
    }

    /// <summary>The largest score, and the exponentials of all relative to it.</summary>
    private double Scale(double* scores, double* scaled)
    {
        double max = double.NegativeInfinity;
        for (int j = 0; j < _tags; j++)
        {
            max = Math.Max(max, scores[j]);
        }

        for (int j = 0; j < _tags; j++)
        {
            scaled[j] = double.IsNegativeInfinity(max) ? 0 : Math.Exp(scores[j] - max);
        }

        return max;
    }

    private void Forward(int before, double* alpha)
    {
        double* scaled = _alphaScaled + ((nint)before * _tags);
        new Span<double>(alpha, _tags).Clear();
        for (int i = 0; i < _tags; i++)
        {
            double weight = scaled[i];
            double* row = _exponentials + (i * _tags);
            for (int j = 0; j < _tags; j++)
            {
                alpha[j] += weight * row[j];
            }
        }

        double shift = _alphaMax[before] + _largest;
        for (int j = 0; j < _tags; j++)
        {
            alpha[j] = alpha[j] > Tiny ? shift + Math.Log(alpha[j]) : LogSum(_alpha + ((nint)before * _tags), 1, _transitions + j, _tags);
        }
    }

    private void Backward(int after, double* beta)
    {
        double* scaled = _betaScaled + ((nint)after * _tags);
        double shift = _betaMax[after] + _largest;
        for (int i = 0; i < _tags; i++)
        {
            double* row = _exponentials + (i * _tags);
            double sum = 0;
            for (int j = 0; j < _tags; j++)
            {
                sum += row[j] * scaled[j];
            }

            beta[i] = sum > Tiny ? shift + Math.Log(sum) : LogSum(_beta + ((nint)after * _tags), 1, _transitions + (i * _tags), 1);
        }
    }

    private double Total(int last) => LogSum(_alpha + ((nint)last * _tags), 1, _end, 1);

    /// <summary>ln Σ e^(a + b), term by term; NaN where a term is.</summary>
    private double LogSum(double* a, int strideA, double* b, int strideB)
    {
        double max = double.NegativeInfinity;
        for (int i = 0; i < _tags; i++)
        {
            max = Math.Max(max, a[i * strideA] + b[i * strideB]);
        }

        if (!double.IsFinite(max))
        {
            return max;
        }

        double sum = 0;
        for (int i = 0; i < _tags; i++)
        {
            sum += Math.Exp(a[i * strideA] + b[i * strideB] - max);
        }

        return max + Math.Log(sum);
    }

    private void CountPairsFrom(int tag, int* observed, double* counts)
    {
        new Span<double>(counts, _tags).Clear();
        for (int r = 0; r < _layout.Rows; r++)
        {
            for (int t = 1; t < _layout.Lengths[r]; t++)
            {
                int before = _layout.PackedRow(t - 1, r), at = _layout.PackedRow(t, r);
                AddPairs(before, at, r, tag, counts);
                counts[observed[at]] -= observed[before] == tag ? 1 : 0;
            }
        }
    }

    private void AddPairs(int before, int at, int row, int tag, double* counts)
    {
        double shift = _alphaMax[before] + _largest + _betaMax[at] - _log[row];
        double* transitions = _transitions + (tag * _tags);
        if (shift is < FarApart and > -FarApart)
        {
            double weight = _alphaScaled[((nint)before * _tags) + tag] * Math.Exp(shift);
            double* scaled = _betaScaled + ((nint)at * _tags);
            double* exponentials = _exponentials + (tag * _tags);
            for (int j = 0; j < _tags; j++)
            {
                counts[j] += weight * exponentials[j] * scaled[j];
            }
        }
        else
        {
            double alpha = _alpha[((nint)before * _tags) + tag] - _log[row];
            for (int j = 0; j < _tags; j++)
            {
                counts[j] += Math.Exp(alpha + transitions[j] + _beta[((nint)at * _tags) + j]);
            }
        }
    }

    private struct RowJob : IJob
    {
        public CrfLattice Lattice;
        public float* Marginals;

        public readonly void Execute(int part, int parts)
        {
            (int from, int to) = Parts.Range(Lattice._layout.Rows, 1, part, parts);
            for (int r = from; r < to; r++)
            {
                Lattice.RunRow(r, Marginals);
            }
        }
    }

    private struct PairJob : IJob
    {
        public CrfLattice Lattice;
        public float* Slopes;
        public int* Observed;

        public readonly void Execute(int part, int parts)
        {
            int tags = Lattice._tags;
            (int from, int to) = Parts.Range(tags, 1, part, parts);
            double[] counts = new double[tags];
            fixed (double* p = counts)
            {
                for (int i = from; i < to; i++)
                {
                    Lattice.CountPairsFrom(i, Observed, p);
                    for (int j = 0; j < tags; j++)
                    {
                        Slopes[(i * tags) + j] = (float)p[j];
                    }
                }
            }
        }
    }
}
