using System.Runtime.CompilerServices;

namespace Unroll.Tensors;

/// <summary>
/// Contiguous float32 numbers with a shape, row-major. A tensor either owns its memory (parameters, results) or lives in an
/// <see cref="Arena"/>; reading one whose arena scope has ended throws. Nobody disposes a tensor.
/// </summary>
public sealed unsafe class Tensor
{
    private readonly float* _data;
    private readonly object _owner;
    private readonly long _scope;
    private readonly int _depth;

    internal Tensor(Arena arena, float* data, Shape shape)
    {
        _data = data;
        _owner = arena;
        _scope = arena.CurrentScope;
        _depth = arena.Depth;
        Shape = shape;
    }

    private Tensor(Tensor source, float* data, Shape shape)
    {
        _data = data;
        _owner = source._owner;
        _scope = source._scope;
        _depth = source._depth;
        Shape = shape;
    }

    private Tensor(Shape shape, bool zero)
    {
        const int Line = 16;
        float[] memory = zero
            ? GC.AllocateArray<float>(shape.Count + Line, pinned: true)
            : GC.AllocateUninitializedArray<float>(shape.Count + Line, pinned: true);
        _data = (float*)(((nint)Unsafe.AsPointer(ref memory[0]) + 63) & ~(nint)63);
        _owner = memory;
        _depth = -1;
        Shape = shape;
    }

    /// <summary>The extents.</summary>
    public Shape Shape { get; }

    /// <summary>The number of elements.</summary>
    public int Count => Shape.Count;

    /// <summary>Whether the tensor owns its memory, so that it outlives every arena.</summary>
    public bool IsOwned => _depth < 0;

    /// <summary>Whether a tape records gradients for this tensor.</summary>
    public bool RequiresGradient { get; set; }

    /// <summary>The gradient of the last backward pass, of the same shape; null where none has reached this tensor.</summary>
    public Tensor? Gradient { get; internal set; }

    /// <summary>Grows each time an owned tensor is written to through <see cref="MarkChanged"/>: packed copies are keyed by it.</summary>
    public int Version { get; private set; }

    /// <summary>The elements. Valid until the arena scope of the tensor ends.</summary>
    /// <exception cref="InvalidOperationException">The arena scope has ended.</exception>
    public Span<float> Span => new(Pointer, Shape.Count);

    /// <summary>An element by its position in row-major order.</summary>
    public ref float this[int index] => ref Span[index];

    /// <summary>An element of a matrix.</summary>
    public ref float this[int row, int column] => ref Span[(row * Shape.Last) + column];

    /// <summary>The value of a tensor of one element.</summary>
    public float Scalar => Count == 1
        ? Span[0]
        : throw new InvalidOperationException($"a tensor of shape {Shape} is not a scalar");

    internal float* Pointer
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get
        {
            if (_depth >= 0 && !Unsafe.As<Arena>(_owner).IsAlive(_depth, _scope))
            {
                ThrowEnded();
            }

            return _data;
        }
    }

    /// <summary>An owned tensor of zeros.</summary>
    public static Tensor Zeros(params ReadOnlySpan<int> extents) => new(new Shape(extents), zero: true);

    /// <summary>An owned tensor of zeros.</summary>
    public static Tensor Zeros(Shape shape) => new(shape, zero: true);

    /// <summary>An owned copy of the given numbers.</summary>
    /// <exception cref="ArgumentException">The number of values is not that of the shape.</exception>
    public static Tensor From(ReadOnlySpan<float> values, params ReadOnlySpan<int> extents)
    {
        var shape = new Shape(extents);
        if (values.Length != shape.Count)
        {
            throw new ArgumentException($"expected {shape.Count} values for shape {shape}, got {values.Length}", nameof(values));
        }

        var tensor = new Tensor(shape, zero: false);
        values.CopyTo(tensor.Span);
        return tensor;
    }

    /// <summary>An owned scalar.</summary>
    public static Tensor FromScalar(float value) => From([value]);

    /// <summary>The same memory under another shape of as many elements. The gradient is not shared: use the tape's Reshape in a model.</summary>
    public Tensor View(params ReadOnlySpan<int> extents)
    {
        var shape = new Shape(extents);
        if (shape.Count != Count)
        {
            throw new ArgumentException($"a tensor of shape {Shape} cannot be seen as {shape}", nameof(extents));
        }

        return new Tensor(this, Pointer, shape);
    }

    /// <summary>Consecutive rows of the same memory: [start, start + count) along the first axis.</summary>
    internal Tensor RowsView(int start, Shape shape)
    {
        int row = Count / Math.Max(1, Shape[0]);
        return new Tensor(this, Pointer + ((nint)start * row), shape);
    }

    /// <summary>An owned copy.</summary>
    public Tensor Clone()
    {
        var copy = new Tensor(Shape, zero: false);
        Span.CopyTo(copy.Span);
        return copy;
    }

    /// <summary>The elements as an array of their own.</summary>
    public float[] ToArray() => Span.ToArray();

    /// <summary>Says that the contents were written to, so that packed copies are made anew.</summary>
    public void MarkChanged() => Version++;

    /// <inheritdoc/>
    public override string ToString() => $"Tensor {Shape}";

    private static void ThrowEnded() => throw new InvalidOperationException(
        "this tensor's arena has been reset; copy what must outlive the step with Clone() or ToArray()");
}
