namespace Unroll.Recurrent;

/// <summary>
/// Listens to every <see cref="RecurrentLayer"/> that runs on this thread until it is disposed, so that any model can be looked into while it
/// predicts: <c>using (var trace = RecurrentTrace.Start()) { model.Predict(text); }</c>. A stack that was given probes of its own writes into those.
/// </summary>
public sealed class RecurrentTrace : IDisposable
{
    [ThreadStatic]
    private static RecurrentTrace? s_current;

    private readonly List<TracedLayer> _layers = [];
    private readonly RecurrentTrace? _outer;
    private volatile bool _ended;

    private RecurrentTrace(RecurrentTrace? outer) => _outer = outer;

    /// <summary>The passes so far, in the order in which they began.</summary>
    public IReadOnlyList<TracedLayer> Layers => _layers;

    /// <summary>Starts to listen. Of several that are nested the innermost hears.</summary>
    public static RecurrentTrace Start() => s_current = new RecurrentTrace(s_current);

    /// <summary>Stops listening; from any thread, as a method that awaits may come back on another.</summary>
    public void Dispose() => _ended = true;

    /// <summary>Probes for a pass that is about to begin; none where nobody listens.</summary>
    internal static RecurrentProbe[]? Listen(RecurrentLayer layer, SequenceLayout layout)
    {
        while (s_current is { _ended: true } ended)
        {
            s_current = ended._outer;
        }

        if (s_current is not { } trace)
        {
            return null;
        }

        RecurrentProbe[] probes = [.. Enumerable.Range(0, layer.Options.Layers * layer.Options.Directions).Select(_ => new RecurrentProbe())];
        trace._layers.Add(new TracedLayer(layer, layout, probes));
        return probes;
    }
}
