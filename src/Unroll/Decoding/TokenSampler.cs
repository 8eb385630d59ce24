using Unroll.Numerics;

namespace Unroll.Decoding;

/// <summary>
/// Draws ids from logits by temperature, top-k and nucleus, in that order. It keeps its buffers, so that drawing allocates nothing once
/// it has seen the width of the logits; one sampler belongs to one thread.
/// </summary>
public sealed class TokenSampler
{
    private readonly SamplingOptions _options;
    private readonly int[] _banned;
    private float[] _probabilities = [];
    private ulong[] _ranks = [];

    /// <summary>Creates a sampler.</summary>
    /// <exception cref="ArgumentException">An option is out of range.</exception>
    public TokenSampler(SamplingOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Check();
        _options = options;
        _banned = [.. options.Banned];
    }

    /// <summary>Draws an id; the same logits and the same state of <paramref name="random"/> give the same id.</summary>
    /// <param name="logits">Logits, or log-probabilities, [V].</param>
    /// <param name="random">The stream of this sample.</param>
    public int Next(ReadOnlySpan<float> logits, RngSequence random)
    {
        ArgumentNullException.ThrowIfNull(random);
        ReadOnlySpan<float> probabilities = Distribution(logits);
        double total = 0;
        foreach (float p in probabilities)
        {
            total += p;
        }

        double at = random.NextDouble() * total, sum = 0;
        int last = -1;
        for (int id = 0; id < probabilities.Length; id++)
        {
            if (probabilities[id] > 0)
            {
                sum += probabilities[id];
                last = id;
                if (sum > at)
                {
                    return id;
                }
            }
        }

        return last >= 0 ? last : throw new UnrollException("the model's logits are not numbers; was training stopped by an error?");
    }

    /// <summary>The probabilities that <see cref="Next"/> draws by, [V]: 0 for what is cut off. Valid until the next call.</summary>
    public ReadOnlySpan<float> Distribution(ReadOnlySpan<float> logits)
    {
        if (_probabilities.Length != logits.Length)
        {
            _probabilities = new float[logits.Length];
            _ranks = new ulong[logits.Length];
        }

        Span<float> p = _probabilities;
        logits.CopyTo(p);
        foreach (int id in _banned)
        {
            p[id] = float.NegativeInfinity;
        }

        if (_options.Temperature == 0)
        {
            int best = ArgMax(p);
            p.Clear();
            p[best] = 1;
            return p;
        }

        bool cut = _options.TopK > 0 && _options.TopK < p.Length;
        if (cut || _options.TopP < 1)
        {
            Rank(p);
        }

        if (cut)
        {
            foreach (ulong rank in _ranks.AsSpan(_options.TopK))
            {
                p[(int)(uint)rank] = float.NegativeInfinity;
            }
        }

        float power = (float)(_options.Exponent / _options.Temperature);
        for (int i = 0; i < p.Length && power != 1; i++)
        {
            // A banned piece stays banned when all others become alike.
            p[i] = float.IsNegativeInfinity(p[i]) ? p[i] : p[i] * power;
        }

        VectorMath.Softmax(p);
        if (_options.TopP < 1)
        {
            CutTail(p);
        }

        return p;
    }

    /// <summary>The log-probability of an id under the logits themselves, in nats.</summary>
    public static double LogProbability(ReadOnlySpan<float> logits, int id) => logits[id] - VectorMath.LogSumExp(logits);

    /// <summary>The first largest value.</summary>
    public static int ArgMax(ReadOnlySpan<float> values)
    {
        int best = 0;
        for (int i = 1; i < values.Length; i++)
        {
            best = values[i] > values[best] ? i : best;
        }

        return best;
    }

    private void CutTail(Span<float> p)
    {
        double sum = 0;
        int kept = 0;
        while (kept < p.Length && sum < _options.TopP)
        {
            sum += p[(int)(uint)_ranks[kept++]];
        }

        foreach (ulong rank in _ranks.AsSpan(kept))
        {
            p[(int)(uint)rank] = 0;
        }
    }

    /// <summary>Ids from the likeliest to the least likely, equal ones in their order: sorted as one word of rank and id.</summary>
    private void Rank(ReadOnlySpan<float> logits)
    {
        for (int id = 0; id < logits.Length; id++)
        {
            uint bits = BitConverter.SingleToUInt32Bits(logits[id]);
            uint rising = (bits & 0x80000000) == 0 ? bits | 0x80000000 : ~bits;
            _ranks[id] = ((ulong)~rising << 32) | (uint)id;
        }

        _ranks.AsSpan().Sort();
    }
}
