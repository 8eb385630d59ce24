using Unroll.Autograd;
using Unroll.Autograd.Operations;
using Unroll.Losses;
using Unroll.Numerics;
using Unroll.Tensors;

namespace Unroll.Layers;

/// <summary>
/// A softmax over many classes ordered by falling frequency (Grave et al., "Efficient softmax approximation for GPUs", 2017): the head knows
/// the frequent classes and, as one class each, some clusters of rarer ones; a cluster scores its classes through a projection to fewer
/// numbers, and only where it is asked for. The probabilities are exact and sum to 1. Names and layout of the weights are those of PyTorch's
/// <c>AdaptiveLogSoftmaxWithLoss</c> with a head bias.
/// </summary>
public sealed class AdaptiveSoftmax : Module
{
    /// <summary>Each cluster's projection is so many times narrower than that of the one before.</summary>
    public const int Shrink = 4;

    private readonly int[] _cutoffs;
    private readonly Linear _head;
    private readonly Linear[] _projections, _outputs;

    /// <summary>Creates the layer.</summary>
    /// <param name="inputs">The width of what it scores.</param>
    /// <param name="classes">The number of classes V.</param>
    /// <param name="cutoffs">The first class of each cluster, rising, between 0 and V; none for a softmax over all classes.</param>
    /// <exception cref="ArgumentException">The cut-offs do not rise, or one is not between 0 and V.</exception>
    public AdaptiveSoftmax(int inputs, int classes, IReadOnlyList<int> cutoffs)
    {
        ArgumentNullException.ThrowIfNull(cutoffs);
        for (int k = 0; k < cutoffs.Count; k++)
        {
            if (cutoffs[k] <= (k == 0 ? 0 : cutoffs[k - 1]) || cutoffs[k] >= classes)
            {
                throw new ArgumentException(
                    $"expected rising `cutoffs` between 0 and the number of classes, {classes}, got {string.Join(", ", cutoffs)}", nameof(cutoffs));
            }
        }

        _cutoffs = [.. cutoffs, classes];
        _head = AddModule("head", new Linear(inputs, _cutoffs[0] + cutoffs.Count));
        _projections = new Linear[cutoffs.Count];
        _outputs = new Linear[cutoffs.Count];
        for (int k = 0, width = inputs; k < cutoffs.Count; k++)
        {
            width = Math.Max(1, width / Shrink);
            _projections[k] = AddModule($"tail.{k}.0", new Linear(inputs, width, bias: false));
            _outputs[k] = AddModule($"tail.{k}.1", new Linear(width, _cutoffs[k + 1] - _cutoffs[k], bias: false));
        }
    }

    /// <summary>The number of classes V.</summary>
    public int Classes => _cutoffs[^1];

    /// <summary>Classes of the head, clusters not counted.</summary>
    private int Frequent => _cutoffs[0];

    /// <summary>The cross-entropy with class ids, as <see cref="ClassificationLosses.CrossEntropy"/> of all logits would give it.</summary>
    /// <param name="tape">The tape.</param>
    /// <param name="x">[rows, inputs].</param>
    /// <param name="targets">A class for each row, or the ignored one.</param>
    /// <param name="options">Reduction and ignored target; weights and smoothing are not known here.</param>
    /// <returns>The loss; how many targets counted; -1 in place of the right ones, which <see cref="Measure"/> finds.</returns>
    /// <exception cref="ArgumentException">A target is no class, or weights or smoothing are asked for.</exception>
    public CrossEntropyResult Loss(Tape tape, Tensor x, ReadOnlySpan<int> targets, CrossEntropyOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(tape);
        ArgumentNullException.ThrowIfNull(x);
        options ??= new CrossEntropyOptions();
        if (options.ClassWeights is not null || options.LabelSmoothing != 0)
        {
            Expect.Fail("AdaptiveSoftmax: class weights and label smoothing are not supported", nameof(options));
        }

        var summed = new CrossEntropyOptions { IgnoreIndex = options.IgnoreIndex, Reduction = LossReduction.Sum };
        int[] first = Divide(targets, options.IgnoreIndex, out List<int>[] rows);
        CrossEntropyResult head = tape.CrossEntropy(_head.Forward(tape, x), first, summed);
        Tensor loss = head.Loss;
        double sum = head.Sum;
        for (int k = 0; k < rows.Length; k++)
        {
            if (rows[k].Count == 0)
            {
                continue;
            }

            int[] some = [.. rows[k]], inside = new int[some.Length];
            for (int i = 0; i < some.Length; i++)
            {
                inside[i] = targets[some[i]] - _cutoffs[k];
            }

            CrossEntropyResult tail = tape.CrossEntropy(Tail(tape, tape.Gather(x, some), k), inside, summed);
            loss = tape.Add(loss, tail.Loss);
            sum += tail.Sum;
        }

        loss = options.Reduction == LossReduction.Sum ? loss : tape.MultiplyScalar(loss, 1f / Math.Max(1, head.Counted));
        return new CrossEntropyResult(loss, sum, head.Counted, head.Counted, -1);
    }

    /// <summary>ln p of every class: [rows, inputs] to [rows, V].</summary>
    public Tensor LogProbabilities(Tape tape, Tensor x)
    {
        ArgumentNullException.ThrowIfNull(tape);
        ArgumentNullException.ThrowIfNull(x);
        Tensor head = tape.LogSoftmax(_head.Forward(tape, x));
        if (_outputs.Length == 0)
        {
            return head;
        }

        var parts = new List<Tensor> { tape.Slice(head, 1, 0, Frequent) };
        for (int k = 0; k < _outputs.Length; k++)
        {
            Tensor inside = tape.LogSoftmax(Tail(tape, x, k));
            Tensor ones = tape.Arena.Allocate(new Shape(1, inside.Shape[1]));
            ones.Span.Fill(1);
            parts.Add(tape.Add(inside, tape.MatMul(tape.Slice(head, 1, Frequent + k, 1), ones)));
        }

        return tape.Concatenate([.. parts]);
    }

    /// <summary>
    /// The sum of -ln p of the targets, how many counted, and for how many the likeliest of all classes was the target. A cluster is looked
    /// into only where it holds the target or might hold the likeliest class.
    /// </summary>
    /// <param name="tape">A tape that does not record.</param>
    /// <param name="x">[rows, inputs].</param>
    /// <param name="targets">A class for each row, or the ignored one.</param>
    /// <param name="ignored">The target of rows that do not count.</param>
    public (double Nats, int Counted, int Correct) Measure(Tape tape, Tensor x, ReadOnlySpan<int> targets, int ignored = -100)
    {
        ArgumentNullException.ThrowIfNull(tape);
        ArgumentNullException.ThrowIfNull(x);
        Divide(targets, ignored, out List<int>[] rows);
        Tensor head = tape.LogSoftmax(_head.Forward(tape, x));
        int width = head.Shape.Last;
        var own = new double[targets.Length];
        var best = new (double Log, int Class)[targets.Length];
        for (int r = 0; r < targets.Length; r++)
        {
            if (targets[r] == ignored)
            {
                continue;
            }

            ReadOnlySpan<float> row = head.Span.Slice(r * width, width);
            int likeliest = Decoding.TokenSampler.ArgMax(row[..Frequent]);
            best[r] = (row[likeliest], likeliest);
            own[r] = targets[r] < Frequent ? row[targets[r]] : 0;
            for (int k = 0; k < rows.Length; k++)
            {
                bool holds = targets[r] >= _cutoffs[k] && targets[r] < _cutoffs[k + 1];
                if (!holds && row[Frequent + k] > row[likeliest])
                {
                    rows[k].Add(r);
                }
            }
        }

        for (int k = 0; k < rows.Length; k++)
        {
            if (rows[k].Count > 0)
            {
                LookInto(tape, x, head, k, [.. rows[k]], targets, own, best);
            }
        }

        double nats = 0;
        int counted = 0, correct = 0;
        for (int r = 0; r < targets.Length; r++)
        {
            if (targets[r] != ignored)
            {
                nats -= own[r];
                counted++;
                correct += best[r].Class == targets[r] ? 1 : 0;
            }
        }

        return (nats, counted, correct);
    }

    /// <summary>The weights packed for single steps.</summary>
    internal PackedAdaptiveSoftmax Pack() => new(
        _cutoffs, new PackedLinear(_head.Weight.Value, _head.Bias!.Value),
        [.. _projections.Zip(_outputs, (p, o) => (new PackedLinear(p.Weight.Value, null), new PackedLinear(o.Weight.Value, null)))]);

    private Tensor Tail(Tape tape, Tensor x, int cluster) => _outputs[cluster].Forward(tape, _projections[cluster].Forward(tape, x));

    private void LookInto(
        Tape tape, Tensor x, Tensor head, int cluster, int[] rows, ReadOnlySpan<int> targets, double[] own, (double Log, int Class)[] best)
    {
        Tensor inside = Tail(tape, tape.Gather(x, rows), cluster);
        int size = inside.Shape.Last, from = _cutoffs[cluster];
        for (int i = 0; i < rows.Length; i++)
        {
            int r = rows[i];
            ReadOnlySpan<float> row = inside.Span.Slice(i * size, size);
            double whole = (double)head.Span[(r * head.Shape.Last) + Frequent + cluster] - VectorMath.LogSumExp(row);
            int likeliest = Decoding.TokenSampler.ArgMax(row);
            if (whole + row[likeliest] > best[r].Log)
            {
                best[r] = (whole + row[likeliest], from + likeliest);
            }

            if (targets[r] >= from && targets[r] < from + size)
            {
                own[r] = whole + row[targets[r] - from];
            }
        }
    }

    /// <summary>What the head is to answer, and the rows whose target is in each cluster.</summary>
    private int[] Divide(ReadOnlySpan<int> targets, int ignored, out List<int>[] rows)
    {
        rows = [.. _outputs.Select(_ => new List<int>())];
        int[] first = targets.ToArray();
        for (int r = 0; r < first.Length; r++)
        {
            if (first[r] == ignored || (first[r] >= 0 && first[r] < Frequent))
            {
                continue;
            }

            if ((uint)first[r] >= (uint)Classes)
            {
                Expect.Fail($"AdaptiveSoftmax: expected `targets` from 0 to {Classes - 1} or {ignored} (ignored), got {first[r]} at position {r}", nameof(targets));
            }

            int k = 0;
            while (first[r] >= _cutoffs[k + 1])
            {
                k++;
            }

            rows[k].Add(r);
            first[r] = Frequent + k;
        }

        return first;
    }
}
