using System.Runtime.InteropServices;
using Unroll.Numerics;

namespace Unroll.Decoding;

/// <summary>
/// Beam search over several sources at once. Sources that are done leave the batch. A source is done when no sequence under way can still
/// come among its best, whatever it goes on with: so a beam wide enough to prune nothing finds what an exhaustive search finds.
/// </summary>
public static class BeamSearch
{
    /// <summary>Below this many log-probabilities one thread looks at all of them.</summary>
    private const int SerialChoices = 1 << 17;

    /// <summary>The best sequences of each source, best first.</summary>
    /// <param name="decoder">The model at its start.</param>
    /// <param name="options">How to search.</param>
    /// <param name="cancellation">Ends the search early.</param>
    /// <exception cref="ArgumentException">An option is out of range.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public static IReadOnlyList<Hypothesis>[] Run(IStepDecoder decoder, BeamOptions? options = null,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(decoder);
        options ??= new BeamOptions();
        options.Check();
        var beams = new Beam[decoder.Sources];
        for (int s = 0; s < beams.Length; s++)
        {
            beams[s] = new Beam(s, options, decoder);
        }

        List<Beam> active = [.. beams];
        var rows = new List<int>();
        var tokens = new List<int>();
        while (active.Count > 0)
        {
            cancellation.ThrowIfCancellationRequested();
            rows.Clear();
            tokens.Clear();
            foreach (Beam beam in active)
            {
                beam.Enter(rows, tokens);
            }

            ReadOnlySpan<float> next = decoder.Step(
                CollectionsMarshal.AsSpan(rows), CollectionsMarshal.AsSpan(tokens));
            foreach (Beam beam in active)
            {
                beam.Attend(decoder);
            }

            Advance(active, next);
            active.RemoveAll(b => b.Done);
        }

        for (int s = 0; s < beams.Length; s++)
        {
            if (beams[s].Trace() is { } trace)
            {
                options.Traced?.Invoke(s, trace);
            }
        }

        return Array.ConvertAll(beams, b => b.Best());
    }

    /// <summary>Each source chooses by itself, so the threads share the sources where there is enough to choose from.</summary>
    private static unsafe void Advance(List<Beam> active, ReadOnlySpan<float> next)
    {
        fixed (float* start = next)
        {
            var job = new AdvanceJob { Beams = active, Next = start, Length = next.Length };
            if (next.Length < SerialChoices)
            {
                job.Execute(0, 1);
            }
            else
            {
                ThreadTeam.Shared.Run(ref job, ThreadTeam.Shared.Threads);
            }
        }
    }

    private unsafe struct AdvanceJob : IJob
    {
        public List<Beam> Beams;
        public float* Next;
        public int Length;

        public readonly void Execute(int part, int parts)
        {
            (int from, int to) = (Beams.Count * part / parts, Beams.Count * (part + 1) / parts);
            for (int b = from; b < to; b++)
            {
                Beams[b].Advance(new ReadOnlySpan<float>(Next, Length));
            }
        }
    }
}
