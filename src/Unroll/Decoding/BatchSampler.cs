using Unroll.Numerics;

namespace Unroll.Decoding;

/// <summary>How sequences are drawn.</summary>
public sealed record BatchSamplingOptions
{
    /// <summary>The divisor of the log-probabilities: below 1 sharper, above 1 more varied, 0 the likeliest token each time.</summary>
    public double Temperature { get; init; } = 1;

    /// <summary>Draw from this many likeliest tokens; 0 for all.</summary>
    public int TopK { get; init; }

    /// <summary>Draw from the likeliest tokens that together have this probability (Holtzman et al. 2020); 1 for all.</summary>
    public double TopP { get; init; } = 1;

    /// <summary>The most tokens of a sequence, by source.</summary>
    public Func<int, int> MaxLength { get; init; } = static _ => 100;

    /// <summary>The seed; a source's draws depend on it, on <see cref="Step"/> and on the source's number alone.</summary>
    public ulong Seed { get; init; } = 42;

    /// <summary>A further number that keys the draws, such as the step of training.</summary>
    public uint Step { get; init; }

    /// <summary>What identifies each source for the draws; its number unless given.</summary>
    public Func<int, int> Item { get; init; } = static source => source;

    /// <summary>Whether the hypotheses carry where their steps looked.</summary>
    public bool KeepAttention { get; init; }
}

/// <summary>Draws one sequence for each of several sources at once; those that have ended leave the batch.</summary>
public static class BatchSampler
{
    /// <summary>The likeliest token at each step.</summary>
    public static Hypothesis[] Greedy(IStepDecoder decoder, Func<int, int> maxLength, bool keepAttention = false) =>
        Run(decoder, new BatchSamplingOptions { Temperature = 0, MaxLength = maxLength, KeepAttention = keepAttention });

    /// <summary>One sequence for each source. Log-probabilities are those of the model, whatever the temperature.</summary>
    /// <exception cref="ArgumentException">An option is out of range.</exception>
    public static Hypothesis[] Run(IStepDecoder decoder, BatchSamplingOptions options)
    {
        ArgumentNullException.ThrowIfNull(decoder);
        ArgumentNullException.ThrowIfNull(options);
        if (!(options.Temperature >= 0) || options.TopK < 0 || !(options.TopP is > 0 and <= 1))
        {
            throw new ArgumentException(
                "expected a temperature of at least 0, top-k of at least 0 and top-p in (0, 1], "
                + $"got {options.Temperature}, {options.TopK}, {options.TopP}");
        }

        int sources = decoder.Sources, classes = decoder.Classes;
        var written = new Hypothesis[sources];
        var tokens = new List<int>[sources];
        var attention = new List<float[]>[sources];
        var logs = new double[sources];
        var random = new Rng(options.Seed, RandomPurpose.Sampling);
        int[] active = [.. Enumerable.Range(0, sources)], rows = [.. active], last = new int[sources];
        Array.Fill(last, decoder.Start);
        for (int s = 0; s < sources; s++)
        {
            tokens[s] = [];
            attention[s] = [];
        }

        var order = new int[classes];
        var weights = new double[classes];
        for (int t = 0; active.Length > 0; t++)
        {
            ReadOnlySpan<float> next = decoder.Step(rows, last);
            var stay = new List<int>();
            for (int i = 0; i < active.Length; i++)
            {
                int s = active[i];
                ReadOnlySpan<float> row = next.Slice(i * classes, classes);
                int token = t >= options.MaxLength(s) ? decoder.End
                    : Choose(row, decoder.Start, options, random.Uniform(options.Step, (uint)options.Item(s), (uint)t), order, weights);
                if (options.KeepAttention)
                {
                    attention[s].Add(decoder.Attention(i).ToArray());
                }

                logs[s] += row[token];
                if (token == decoder.End)
                {
                    written[s] = new Hypothesis([.. tokens[s]], logs[s], logs[s], t < options.MaxLength(s), attention[s]);
                    continue;
                }

                tokens[s].Add(token);
                stay.Add(i);
            }

            rows = [.. stay];
            active = [.. stay.Select(i => active[i])];
            last = [.. active.Select(s => tokens[s][^1])];
        }

        return written;
    }

    private static int Choose(ReadOnlySpan<float> logs, int start, BatchSamplingOptions options, float uniform, int[] order,
        double[] weights)
    {
        int best = start == 0 ? 1 : 0;
        for (int c = 0; c < logs.Length; c++)
        {
            best = c != start && logs[c] > logs[best] ? c : best;
        }

        if (options.Temperature == 0)
        {
            return best;
        }

        for (int c = 0; c < logs.Length; c++)
        {
            order[c] = c;
            weights[c] = c == start ? 0 : Math.Exp((logs[c] - logs[best]) / options.Temperature);
        }

        int kept = logs.Length;
        if (options.TopK > 0 || options.TopP < 1)
        {
            Array.Sort(order, (a, b) => weights[a] != weights[b] ? weights[b].CompareTo(weights[a]) : a.CompareTo(b));
            kept = options.TopK > 0 ? Math.Min(kept, options.TopK) : kept;
            double wanted = options.TopP * weights.Sum(), sum = 0;
            for (int k = 0; k < kept && options.TopP < 1; k++)
            {
                sum += weights[order[k]];
                if (sum >= wanted)
                {
                    kept = k + 1;
                }
            }
        }

        double total = 0;
        for (int k = 0; k < kept; k++)
        {
            total += weights[order[k]];
        }

        double left = uniform * total;
        for (int k = 0; k < kept; k++)
        {
            left -= weights[order[k]];
            if (left < 0)
            {
                return order[k];
            }
        }

        return best;
    }
}
