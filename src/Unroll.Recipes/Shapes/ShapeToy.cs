using Unroll.Autograd;
using Unroll.Layers;
using Unroll.Numerics;
using Unroll.Tensors;

namespace Unroll.Recipes;

/// <summary>A small network of one of the five shapes of input and output, with the task that it learns.</summary>
internal abstract class ShapeToy : Module, IDataFlow
{
    /// <summary>Units of the recurrent layers.</summary>
    public const int Units = 32;

    /// <summary>The shape: one to one, one to many, many to one, many to many.</summary>
    public abstract string Shape { get; }

    /// <summary>The task in a few words.</summary>
    public abstract string Task { get; }

    /// <summary>Training steps that it needs.</summary>
    public abstract int Steps { get; }

    /// <summary>The embedding of what goes in, and what each of its rows stands for.</summary>
    public abstract (string Name, IReadOnlyList<string> Symbols) Input { get; }

    /// <inheritdoc/>
    public abstract IReadOnlyList<DataFlow> DataFlow { get; }

    /// <summary>The loss of a fresh batch.</summary>
    public abstract Tensor Loss(Tape tape, RngSequence random, int rows);

    /// <summary>The share of fresh problems whose whole answer is right.</summary>
    public abstract double Accuracy(RngSequence random, int rows);

    /// <summary>A problem with the network's answer, as text.</summary>
    public abstract (string Input, string Output, string Expected) Example(RngSequence random);

    /// <summary>The greatest of each row of logits.</summary>
    protected static int[] Choose(Tensor logits)
    {
        int width = logits.Shape.Last;
        var chosen = new int[logits.Shape.Rows];
        for (int r = 0; r < chosen.Length; r++)
        {
            ReadOnlySpan<float> row = logits.Span.Slice(r * width, width);
            for (int c = 1; c < width; c++)
            {
                chosen[r] = row[c] > row[chosen[r]] ? c : chosen[r];
            }
        }

        return chosen;
    }

    /// <summary>Random digits [rows][length].</summary>
    protected static int[][] Digits(RngSequence random, int rows, int fewest, int most) =>
        [.. Enumerable.Range(0, rows).Select(_ => Enumerable.Range(0, fewest + random.NextInt(most - fewest + 1)).Select(_ => random.NextInt(10)).ToArray())];

    /// <summary>The names of the ten digits.</summary>
    protected static IReadOnlyList<string> DigitNames { get; } = [.. Enumerable.Range(0, 10).Select(d => $"{d}")];
}
