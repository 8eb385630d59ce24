using System.Collections.Concurrent;
using Unroll.Autograd;
using Unroll.Autograd.Operations;
using Unroll.Data;
using Unroll.Decoding;
using Unroll.Recurrent;
using Unroll.Tensors;

namespace Unroll.Models;

/// <summary>A translation of a text.</summary>
/// <param name="Text">The text.</param>
/// <param name="Hypothesis">Its tokens, score and attention.</param>
public sealed record Translation(string Text, Hypothesis Hypothesis);

// What a trained translator does.
public sealed partial class Translator
{
    private const int PredictionBatch = 64;

    private readonly ConcurrentBag<Tape> _tapes = [];

    /// <summary>The best translation of a text.</summary>
    public Translation Translate(string source) => Translate([source])[0][0];

    /// <summary>The best translations of some texts, best first.</summary>
    /// <param name="sources">The texts.</param>
    /// <param name="options">How to search; lengths are limited to twice the source's and ten more unless given.</param>
    /// <param name="cancellation">Ends the search early.</param>
    public IReadOnlyList<Translation>[] Translate(IReadOnlyList<string> sources, BeamOptions? options = null,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(sources);
        int[][] ids = [.. sources.Select(EncodeSource)];
        var translations = new IReadOnlyList<Translation>[ids.Length];
        Batches(ids, (rows, decoder) =>
        {
            BeamOptions limited = options ?? new BeamOptions { MaxLength = s => Longest(ids[rows[s]]) };
            if (options is not null)
            {
                limited = options.ForSome(rows);
            }

            IReadOnlyList<Hypothesis>[] best = BeamSearch.Run(decoder, limited, cancellation);
            for (int i = 0; i < rows.Length; i++)
            {
                translations[rows[i]] = [.. best[i].Select(Decoded)];
            }
        });
        return translations;
    }

    /// <summary>One translation of each text, drawn from the model; the likeliest token at each step at temperature 0.</summary>
    public Translation[] Sample(IReadOnlyList<string> sources, BatchSamplingOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(sources);
        int[][] ids = [.. sources.Select(EncodeSource)];
        return Array.ConvertAll(SampleIds(ids, options), Decoded);
    }

    /// <summary>ln p(target | source) of each pair, the end included: what Cho et al. (2014) score phrase pairs by.</summary>
    public double[] Score(IReadOnlyList<TextPair> pairs)
    {
        ArgumentNullException.ThrowIfNull(pairs);
        return Score([.. pairs.Select(p => EncodeSource(p.Source))], [.. pairs.Select(p => EncodeTarget(p.Target))]);
    }

    /// <summary>The vectors that the encoder makes of whole texts: its last states, [units] each.</summary>
    public float[][] Vectors(IReadOnlyList<string> sources)
    {
        ArgumentNullException.ThrowIfNull(sources);
        int[][] ids = [.. sources.Select(EncodeSource)];
        var vectors = new float[ids.Length][];
        Tape tape = Take();
        foreach (int[] rows in BatchPlan.Evaluation(ids.Select(s => s.Length), PredictionBatch))
        {
            tape.Reset();
            var layout = new SequenceLayout([.. rows.Select(r => ids[r].Length)]);
            var packed = new int[layout.Total];
            layout.PackIds([.. rows.Select(r => ids[r])], packed);
            Tensor summary = Encode(tape, layout, packed).Summary;
            for (int i = 0; i < rows.Length; i++)
            {
                vectors[rows[i]] = summary.Span.Slice(i * summary.Shape.Last, summary.Shape.Last).ToArray();
            }
        }

        _tapes.Add(tape);
        return vectors;
    }

    /// <summary>The greatest length of a translation unless told otherwise.</summary>
    internal static int Longest(int[] source) => Math.Min((2 * source.Length) + 10, 1000);

    internal Hypothesis[] SampleIds(IReadOnlyList<int[]> ids, BatchSamplingOptions? options = null)
    {
        var drawn = new Hypothesis[ids.Count];
        Batches(ids, (rows, decoder) =>
        {
            BatchSamplingOptions limited = options is null
                ? new BatchSamplingOptions { Temperature = 0, MaxLength = s => Longest(ids[rows[s]]), Item = s => rows[s] }
                : options with { MaxLength = s => options.MaxLength(rows[s]), Item = s => options.Item(rows[s]) };
            Hypothesis[] hypotheses = BatchSampler.Run(decoder, limited);
            for (int i = 0; i < rows.Length; i++)
            {
                drawn[rows[i]] = hypotheses[i];
            }
        });
        return drawn;
    }

    internal double[] Score(IReadOnlyList<int[]> sources, IReadOnlyList<int[]> targets)
    {
        var scores = new double[sources.Count];
        Tape tape = Take();
        foreach (int[] rows in BatchPlan.Evaluation(targets.Select(t => t.Length), PredictionBatch))
        {
            tape.Reset();
            var batch = new TranslationBatch();
            batch.Set(rows, sources, targets);
            Tensor logs = tape.LogSoftmax(Forward(tape, batch));
            for (int p = 0; p < batch.Target.Total; p++)
            {
                scores[rows[batch.RowOf[p]]] += logs[p, batch.Outputs[p]];
            }
        }

        _tapes.Add(tape);
        return scores;
    }

    /// <summary>The logits of a batch under teacher forcing, packed as its targets.</summary>
    internal Tensor Forward(Tape tape, TranslationBatch batch)
    {
        SourceState source = Encode(tape, batch.Source, batch.SourceIds.AsSpan(0, batch.Source.Total));
        return Decode(tape, batch.Target, batch.Inputs.AsSpan(0, batch.Target.Total), new DecoderStart(source, source.Initial)).Logits;
    }

    private Translation Decoded(Hypothesis hypothesis) => new(Target.Decode(hypothesis.Tokens), hypothesis);

    private SourceState Read(Tape tape, int[][] sources)
    {
        var layout = new SequenceLayout([.. sources.Select(s => s.Length)]);
        var ids = new int[layout.Total];
        layout.PackIds(sources, ids);
        return Encode(tape, layout, ids);
    }

    private void Batches(IReadOnlyList<int[]> ids, Action<int[], IStepDecoder> use)
    {
        Tape now = Take(), next = Take();
        foreach (int[] rows in BatchPlan.Evaluation(ids.Select(s => s.Length), PredictionBatch))
        {
            int[][] sources = [.. rows.Select(r => ids[r])];
            use(rows, new SourceDecoder(rows.Length, Target.Count, tape => Read(tape, sources), Decode, Options.Attention, now, next));
        }

        now.Reset();
        next.Reset();
        _tapes.Add(now);
        _tapes.Add(next);
    }

    private Tape Take() => _tapes.TryTake(out Tape? free) ? free : new Tape();
}
