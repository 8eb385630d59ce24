namespace Unroll.Tensors;

/// <summary>A nested scope of an <see cref="Arena"/>: disposing it gives back what was allocated since it was opened.</summary>
public readonly struct ArenaScope : IDisposable
{
    private readonly Arena _arena;
    private readonly int _depth;

    internal ArenaScope(Arena arena, int depth)
    {
        _arena = arena;
        _depth = depth;
    }

    /// <summary>Ends the scope; every tensor allocated in it is invalid from here on.</summary>
    /// <exception cref="InvalidOperationException">An inner scope is still open, or this one has ended.</exception>
    public void Dispose() => _arena.Pop(_depth);
}
