using Unroll.Autograd;
using Unroll.Layers;
using Unroll.Numerics;
using Unroll.Tensors;

namespace Unroll.Recipes;

/// <summary>
/// An architecture of chapter 10 of the Deep Learning Book (Goodfellow, Bengio and Courville 2016) on a task small enough to train in seconds.
/// </summary>
internal abstract class ChapterToy : Module, IDataFlow
{
    /// <summary>The section of the book.</summary>
    public abstract string Section { get; }

    /// <summary>The architecture.</summary>
    public abstract string Name { get; }

    /// <summary>The task.</summary>
    public abstract string Task { get; }

    /// <summary>What <see cref="Measure"/> gives: accuracy, or an error.</summary>
    public abstract string Metric { get; }

    /// <summary>The same figure for who knows nothing of the input.</summary>
    public abstract double Baseline { get; }

    /// <summary>Training steps.</summary>
    public virtual int Steps => 1000;

    /// <summary>The learning rate of Adam.</summary>
    public virtual float LearningRate => 3e-3f;

    /// <summary>What is done otherwise than in the book or the paper, and why.</summary>
    public abstract string Tweaks { get; }

    /// <inheritdoc/>
    public abstract IReadOnlyList<DataFlow> DataFlow { get; }

    /// <summary>The loss of a fresh batch.</summary>
    public abstract Tensor Loss(Tape tape, RngSequence random, int rows);

    /// <summary>After the derivatives of <see cref="Loss"/>, before the weights change: a term of its own.</summary>
    public virtual void Regularize(Tape tape)
    {
    }

    /// <summary>The figure on fresh data.</summary>
    public abstract double Measure(RngSequence random);

    /// <summary>Fits what is not trained by gradients.</summary>
    public virtual void Fit(RngSequence random)
    {
    }

    /// <summary>A square of random bits [rows, length].</summary>
    protected static int[][] Bits(RngSequence random, int rows, int length) =>
        [.. Enumerable.Range(0, rows).Select(_ => Enumerable.Range(0, length).Select(_ => random.NextInt(2)).ToArray())];

    /// <summary>One column of numbers.</summary>
    protected static Tensor Column(IEnumerable<int> values)
    {
        float[] column = [.. values.Select(v => (float)v)];
        return Tensor.From(column, column.Length, 1);
    }

    /// <summary>The greatest of each row.</summary>
    protected static int[] Choose(Tensor logits)
    {
        int width = logits.Shape.Last;
        return [.. Enumerable.Range(0, logits.Shape.Rows).Select(r => Enumerable.Range(0, width).MaxBy(c => logits[(r * width) + c]))];
    }
}
