using Unroll.Numerics;
using Unroll.Tensors;

namespace Unroll.Autograd;

/// <summary>
/// Records coarse operations in the order they ran and runs their derivatives in the reverse order.
/// A tape owns the arena of its activations: <see cref="Reset"/> ends a step. One tape belongs to one thread at a time;
/// two threads predict with one model by using a tape each.
/// </summary>
public sealed class Tape
{
    private readonly List<Node> _nodes = [];
    private readonly List<object> _retained = [];
    private uint _operations;

    /// <summary>Creates a tape.</summary>
    /// <param name="team">The threads that its operations use; the shared team unless given.</param>
    public Tape(ThreadTeam? team = null) => Team = team ?? ThreadTeam.Shared;

    /// <summary>The memory of the step.</summary>
    public Arena Arena { get; } = new();

    /// <summary>The threads that the operations use.</summary>
    public ThreadTeam Team { get; }

    /// <summary>Whether operations are recorded for <see cref="Backward"/>. Off by default: prediction.</summary>
    public bool Recording { get; set; }

    /// <summary>Whether dropout, zoneout and other noise are on.</summary>
    public bool Training { get; set; }

    /// <summary>
    /// Whether recurrent layers keep states only every so many steps and compute the activations between again on the way back: for long
    /// sequences. See <see cref="Recurrent.RecurrentOptions.Recompute"/>.
    /// </summary>
    public bool Recompute { get; set; }

    /// <summary>The seed of every random stream drawn during the step.</summary>
    public ulong Seed { get; set; }

    /// <summary>The number of the training step, part of the key of every random stream.</summary>
    public uint Step { get; set; }

    /// <summary>The number of operations recorded.</summary>
    public int Count => _nodes.Count;

    /// <summary>A number of its own for the next random operation of the step: the nth operation draws the same whatever the batch.</summary>
    internal uint NextStream => _operations++;

    /// <summary>A seed of its own for the next random operation of the step.</summary>
    internal ulong NextSeed() => Seed + ((NextStream + 1) * 0x9E3779B97F4A7C15UL);

    /// <summary>Allocates the output of an operation on the given inputs; its contents are undefined.</summary>
    /// <remarks>The inputs that own their memory stay alive until the step ends, so that kernels may hold their addresses.</remarks>
    public Tensor Output(Shape shape, params ReadOnlySpan<Tensor?> inputs)
    {
        Tensor output = Arena.Allocate(shape);
        foreach (Tensor? input in inputs)
        {
            output.RequiresGradient |= Recording && input is { RequiresGradient: true };
            Retain(input);
        }

        return output;
    }

    /// <summary>Keeps a tensor that owns its memory alive until the step ends.</summary>
    internal void Retain(Tensor? tensor)
    {
        if (tensor is { IsOwned: true })
        {
            _retained.Add(tensor);
        }
    }

    /// <summary>Records an operation, to be called when one of its outputs requires a gradient.</summary>
    public void Record(Node node) => _nodes.Add(node);

    /// <summary>Keeps what a kernel holds addresses of alive until the step ends.</summary>
    internal void KeepAlive(object owner) => _retained.Add(owner);

    /// <summary>Runs the derivatives of everything recorded, starting from a scalar loss.</summary>
    /// <exception cref="ArgumentException">The loss is not a scalar.</exception>
    public void Backward(Tensor loss)
    {
        if (loss.Count != 1)
        {
            throw new ArgumentException($"expected a scalar loss, got a tensor of shape {loss.Shape}", nameof(loss));
        }

        GradientOf(loss).Span[0] = 1;
        RunBackward();
    }

    /// <summary>Runs the derivatives of everything recorded, starting from gradients that the caller has written with <see cref="GradientOf"/>.</summary>
    public void RunBackward()
    {
        for (int i = _nodes.Count - 1; i >= 0; i--)
        {
            _nodes[i].Backward(this);
        }

        _nodes.Clear();
    }

    /// <summary>The gradient of a tensor, made of zeros where none has been asked for: operations add to it.</summary>
    public Tensor GradientOf(Tensor tensor)
    {
        if (tensor.Gradient is null)
        {
            tensor.Gradient = tensor.IsOwned ? Tensor.Zeros(tensor.Shape) : Arena.Zeros(tensor.Shape);
        }

        return tensor.Gradient;
    }

    /// <summary>
    /// The gradient of a tensor for an operation that writes all of it. Where nobody has asked for it, it comes as it lies in memory, for
    /// the operation to overwrite; otherwise the operation adds to it. Clearing a large gradient costs as much as writing it.
    /// </summary>
    /// <returns>The gradient, and whether it is to be overwritten.</returns>
    internal (Tensor Gradient, bool Overwrite) GradientToFill(Tensor tensor)
    {
        if (tensor.Gradient is not null || tensor.IsOwned)
        {
            return (GradientOf(tensor), false);
        }

        return (tensor.Gradient = Arena.Allocate(tensor.Shape), true);
    }

    /// <summary>Ends the step: every tensor of the arena is invalid from here on, and nothing is recorded.</summary>
    public void Reset()
    {
        _nodes.Clear();
        _retained.Clear();
        _operations = 0;
        Arena.Reset();
    }
}
