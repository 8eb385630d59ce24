using Unroll.Numerics;
using Unroll.Tensors;

namespace Unroll.Recurrent.Decoding;

/// <summary>
/// The packed weights of a decoder, kept from one prediction to the next for as long as the weights do not change. Several threads may
/// predict at once: each works with the snapshot it found.
/// </summary>
internal sealed class DecoderCache
{
    private Snapshot? _latest;

    /// <summary>Those of the cell.</summary>
    public PackedCache Cell { get; } = new();

    /// <summary>Those of the attention; null where a weight does not own its memory.</summary>
    public Snapshot? For(in DriverFrame f, in AttentionFrame a, DecoderArguments arguments)
    {
        if (arguments.Query is { IsOwned: false } || arguments.Combine is { IsOwned: false } || arguments.Kernel is { IsOwned: false })
        {
            return null;
        }

        Snapshot? latest = Volatile.Read(ref _latest);
        if (latest is null || !latest.IsOf(arguments))
        {
            latest = new Snapshot(in f, a, arguments);
            Volatile.Write(ref _latest, latest);
        }

        return latest;
    }

    /// <summary>Packs the attention's weights for the forward pass.</summary>
    public static unsafe void Pack(Arena arena, in DriverFrame f, ref AttentionFrame a, DecoderArguments arguments)
    {
        int h = f.Units;
        if (arguments.Query is { } query)
        {
            a.PackedQuery = Transposed(arena, query.Pointer, h, a.KeyWidth);
        }

        if (arguments.Combine is { } combine)
        {
            a.PackedCombine = Transposed(arena, combine.Pointer, h + a.MemoryWidth, a.Combined);
        }

        if (arguments.Kernel is { } kernel)
        {
            a.PackedKernel = arena.AllocateFloats(Panels.Size(a.Kernel, a.KeyWidth));
            Panels.Pack(kernel.Pointer, a.KeyWidth, 1, a.Kernel, a.KeyWidth, a.PackedKernel, a.Kernel, 0, Panels.Columns);
        }
    }

    /// <summary>Packs W^T for W [columns, k].</summary>
    private static unsafe float* Transposed(Arena arena, float* w, int k, int columns)
    {
        float* panels = arena.AllocateFloats(Panels.Size(k, columns));
        Panels.Pack(w, 1, k, k, columns, panels, k, 0, Panels.Columns);
        return panels;
    }

    internal sealed unsafe class Snapshot
    {
        private readonly Arena _memory = new();
        private readonly Tensor?[] _weights;
        private readonly int[] _versions;
        private readonly float* _query, _combine, _kernel;

        public Snapshot(in DriverFrame f, AttentionFrame a, DecoderArguments arguments)
        {
            _weights = [arguments.Query, arguments.Combine, arguments.Kernel];
            _versions = Array.ConvertAll(_weights, w => w?.Version ?? 0);
            Pack(_memory, in f, ref a, arguments);
            _query = a.PackedQuery;
            _combine = a.PackedCombine;
            _kernel = a.PackedKernel;
        }

        public bool IsOf(DecoderArguments a) =>
            Same(0, a.Query) && Same(1, a.Combine) && Same(2, a.Kernel);

        public void Into(ref AttentionFrame a)
        {
            a.PackedQuery = _query;
            a.PackedCombine = _combine;
            a.PackedKernel = _kernel;
        }

        private bool Same(int index, Tensor? weight) => ReferenceEquals(_weights[index], weight)
            && _versions[index] == (weight?.Version ?? 0);
    }
}
