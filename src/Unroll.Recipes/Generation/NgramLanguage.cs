namespace Unroll.Recipes;

/// <summary>
/// What a network has to beat: an n-gram model with Witten and Bell's interpolation (1991). Each order trusts what it has counted by how
/// many different pieces have followed its context, and leaves the rest to the order below; the lowest is uniform over the pieces.
/// </summary>
internal sealed class NgramLanguage
{
    private readonly int _order, _pieces;
    private readonly Dictionary<ulong, int> _pairs = [];
    private readonly Dictionary<ulong, (int Total, int Distinct)> _contexts = [];

    /// <param name="pieces">The number of different pieces.</param>
    /// <param name="order">Pieces of the longest n-gram.</param>
    public NgramLanguage(int pieces, int order) => (_pieces, _order) = (pieces, order);

    /// <summary>Counts every n-gram of a sequence; the first pieces have shorter contexts.</summary>
    /// <param name="ids">The sequence.</param>
    /// <param name="from">The first place that is predicted.</param>
    public void Add(ReadOnlySpan<int> ids, int from = 0)
    {
        for (int i = from; i < ids.Length; i++)
        {
            ulong context = Start(0);
            for (int n = 0; n < _order && n <= i; n++)
            {
                context = n == 0 ? context : Longer(context, ids[i - n], n);
                ulong pair = Pair(context, ids[i]);
                int seen = _pairs.GetValueOrDefault(pair);
                _pairs[pair] = seen + 1;
                (int total, int distinct) = _contexts.GetValueOrDefault(context);
                _contexts[context] = (total + 1, distinct + (seen == 0 ? 1 : 0));
            }
        }
    }

    /// <summary>The sum of -ln p over the places from <paramref name="from"/> on.</summary>
    public double Nats(ReadOnlySpan<int> ids, int from = 0)
    {
        double nats = 0;
        for (int i = from; i < ids.Length; i++)
        {
            double p = 1.0 / _pieces;
            ulong context = Start(0);
            for (int n = 0; n < _order && n <= i; n++)
            {
                context = n == 0 ? context : Longer(context, ids[i - n], n);
                if (!_contexts.TryGetValue(context, out (int Total, int Distinct) c))
                    break;
                p = (_pairs.GetValueOrDefault(Pair(context, ids[i])) + (c.Distinct * p)) / (c.Total + c.Distinct);
            }

            nats -= Math.Log(p);
        }

        return nats;
    }

    // Contexts are told apart by 64 bits of hash: among millions, two alike are not to be expected.
    private static ulong Start(ulong seed) => Mix(seed + 0x51ED270B9B1F3A27);

    private static ulong Longer(ulong context, int id, int place) => Mix(context ^ Mix(((ulong)(uint)id << 8) + (ulong)place));

    private static ulong Pair(ulong context, int id) => Mix(context + 0x9E3779B97F4A7C15 + ((ulong)(uint)id << 17));

    private static ulong Mix(ulong z)
    {
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}
