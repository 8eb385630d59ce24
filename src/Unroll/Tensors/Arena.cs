using System.Runtime.CompilerServices;

namespace Unroll.Tensors;

/// <summary>
/// The memory of one step: a stack of scopes whose allocations cost a pointer increment and are all given back at once.
/// After the first steps it holds one block large enough for a whole step, so that further steps allocate nothing.
/// Not thread-safe: an arena belongs to one tape.
/// </summary>
public sealed unsafe class Arena
{
    private const int Alignment = 64;
    private const int FirstBlock = 1 << 16;

    private readonly List<float[]> _blocks = [];
    private readonly List<long> _scopes = [];
    private readonly List<(int Block, nint Used, nint Live)> _marks = [];
    private int _block = -1;
    private nint _used;
    private nint _capacity;
    private float* _base;
    private long _nextScope;
    private nint _live;

    /// <summary>Creates an empty arena.</summary>
    public Arena() => _scopes.Add(_nextScope++);

    /// <summary>Bytes reserved from the runtime.</summary>
    public long ReservedBytes { get; private set; }

    /// <summary>The largest number of bytes alive at once.</summary>
    public long PeakBytes { get; private set; }

    /// <summary>Bytes alive now.</summary>
    public long LiveBytes => (long)_live * sizeof(float);

    internal int Depth => _scopes.Count - 1;

    internal long CurrentScope => _scopes[^1];

    /// <summary>Opens a scope: what is allocated from here on ends with it.</summary>
    public ArenaScope Push()
    {
        _marks.Add((_block, _used, _live));
        _scopes.Add(_nextScope++);
        return new ArenaScope(this, Depth);
    }

    /// <summary>Ends every scope and every tensor of this arena; the memory stays reserved for the next step.</summary>
    public void Reset()
    {
        _scopes.Clear();
        _marks.Clear();
        _scopes.Add(_nextScope++);
        if (_blocks.Count > 1)
        {
            // One block of the whole size, so that the next step of the same size fits without a gap. The old ones must not stay in memory
            // beside it until the collector comes.
            nint total = 0;
            foreach (float[] block in _blocks)
            {
                total += block.Length;
                Numerics.LargePages.Release(block);
            }

            _blocks.Clear();
            ReservedBytes = 0;
            AddBlock(total);
        }

        _block = _blocks.Count > 0 ? 0 : -1;
        Select();
        _used = 0;
        _live = 0;
    }

    /// <summary>Allocates a tensor whose contents are undefined.</summary>
    public Tensor Allocate(Shape shape) => new(this, AllocateFloats(shape.Count), shape);

    /// <summary>Allocates a tensor of zeros.</summary>
    public Tensor Zeros(Shape shape)
    {
        Tensor tensor = Allocate(shape);
        tensor.Span.Clear();
        return tensor;
    }

    /// <summary>Allocates room for floats, aligned to a cache line; undefined contents.</summary>
    internal float* AllocateFloats(nint count)
    {
        nint need = (count + 15) & ~(nint)15;
        while (_block < 0 || _used + need > _capacity)
        {
            NextBlock(need);
        }

        float* memory = _base + _used;
        _used += need;
        _live += need;
        PeakBytes = Math.Max(PeakBytes, LiveBytes);
        return memory;
    }

    /// <summary>Allocates room for ids, aligned to a cache line; undefined contents.</summary>
    internal int* AllocateInts(nint count) => (int*)AllocateFloats(count);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal bool IsAlive(int depth, long scope) => depth < _scopes.Count && _scopes[depth] == scope;

    internal void Pop(int depth)
    {
        if (depth != Depth)
        {
            throw new InvalidOperationException("arena scopes must end in the reverse order of their start");
        }

        (_block, nint used, _live) = _marks[^1];
        _marks.RemoveAt(_marks.Count - 1);
        _scopes.RemoveAt(_scopes.Count - 1);
        if (_block < 0 && _blocks.Count > 0)
        {
            _block = 0;
        }

        Select();
        _used = used;
    }

    private void NextBlock(nint need)
    {
        if (_block + 1 < _blocks.Count)
        {
            _block++;
            Select();
            _used = 0;
            if (need <= _capacity)
            {
                return;
            }
        }

        nint last = _blocks.Count > 0 ? _blocks[^1].Length : FirstBlock / 2;
        AddBlock(Math.Max(need + Alignment, Math.Min(last * 2, 1 << 24)));
        _block = _blocks.Count - 1;
        Select();
        _used = 0;
    }

    private void AddBlock(nint floats)
    {
        float[] block = GC.AllocateUninitializedArray<float>(checked((int)floats), pinned: true);
        Numerics.LargePages.Advise(block);
        _blocks.Add(block);
        ReservedBytes += (long)floats * sizeof(float);
    }

    private void Select()
    {
        if (_block < 0)
        {
            _base = null;
            _capacity = 0;
            return;
        }

        float[] block = _blocks[_block];
        float* start = (float*)Unsafe.AsPointer(ref block[0]);
        _base = (float*)(((nint)start + Alignment - 1) & ~(nint)(Alignment - 1));
        _capacity = block.Length - (nint)(_base - start);
    }
}
