using Unroll.Tensors;

namespace Unroll.Recurrent;

/// <summary>
/// The packed weights of one direction of a layer, kept from one prediction to the next for as long as the weights do not change.
/// Several threads may predict at once: each works with the snapshot it found.
/// </summary>
internal sealed class PackedCache
{
    private Snapshot? _latest;

    /// <summary>The snapshot for these weights, made anew where they have changed; null where they do not own their memory.</summary>
    public Snapshot? For(in DriverFrame frame, RecurrentArguments a)
    {
        if (!a.HiddenWeight.IsOwned || a.InputWeight is { IsOwned: false })
        {
            return null;
        }

        Snapshot? latest = Volatile.Read(ref _latest);
        if (latest is null || !latest.IsOf(a))
        {
            latest = new Snapshot(frame, a);
            Volatile.Write(ref _latest, latest);
        }

        return latest;
    }

    internal sealed unsafe class Snapshot
    {
        private readonly Arena _memory = new();
        private readonly Tensor _hidden;
        private readonly Tensor? _input;
        private readonly int _hiddenVersion, _inputVersion;
        private readonly float* _both, _inputOnly, _hiddenOnly, _inner;

        public Snapshot(DriverFrame frame, RecurrentArguments a)
        {
            _hidden = a.HiddenWeight;
            _input = a.InputWeight;
            _hiddenVersion = _hidden.Version;
            _inputVersion = _input?.Version ?? 0;
            PackedWeights.Pack(_memory, ref frame, a, backward: false);
            _both = frame.PackedBoth;
            _inputOnly = frame.PackedInput;
            _hiddenOnly = frame.PackedHidden;
            _inner = frame.PackedInner;
        }

        public bool IsOf(RecurrentArguments a) =>
            ReferenceEquals(_hidden, a.HiddenWeight) && ReferenceEquals(_input, a.InputWeight)
            && _hiddenVersion == _hidden.Version && _inputVersion == (_input?.Version ?? 0);

        public void Into(ref DriverFrame f)
        {
            f.PackedBoth = _both;
            f.PackedInput = _inputOnly;
            f.PackedHidden = _hiddenOnly;
            f.PackedInner = _inner;
        }
    }
}
