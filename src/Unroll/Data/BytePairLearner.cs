namespace Unroll.Data;

/// <summary>
/// Finds the joins of byte-pair encoding. Counts of pairs are kept up to date word by word, so that a join costs only the words it is in.
/// </summary>
internal sealed class BytePairLearner
{
    private readonly List<int[]> _words = [];
    private readonly List<int> _counts = [];
    private readonly List<string> _pieces = [];
    private readonly Dictionary<string, int> _ids = new(StringComparer.Ordinal);
    private readonly Dictionary<(int, int), int> _pairs = [];
    private readonly Dictionary<(int, int), HashSet<int>> _where = [];
    private readonly PriorityQueue<(int, int), (int Count, string Left, string Right)> _queue =
        new(Comparer<(int, string, string)>.Create(Order));

    public BytePairLearner(IEnumerable<(string[] Characters, int Count)> words)
    {
        foreach ((string[] characters, int count) in words)
        {
            int word = _words.Count;
            _words.Add(Array.ConvertAll(characters, Id));
            _counts.Add(count);
            Count(word, count, null);
        }

        foreach ((int, int) pair in _pairs.Keys)
        {
            Enqueue(pair);
        }
    }

    public List<(string Left, string Right)> Learn(int size)
    {
        var merges = new List<(string, string)>();
        while (_pieces.Count < size && _queue.TryDequeue(out (int Left, int Right) pair, out (int Count, string Left, string Right) seen))
        {
            // A count that has fallen since is entered again at its place.
            int now = _pairs.GetValueOrDefault(pair);
            if (now != seen.Count)
            {
                Enqueue(pair);
                continue;
            }

            if (now < 2)
            {
                break;
            }

            merges.Add((seen.Left, seen.Right));
            Join(pair, Id(seen.Left + seen.Right));
        }

        return merges;
    }

    /// <summary>Most frequent first, ordinal among equals.</summary>
    private static int Order((int Count, string Left, string Right) a, (int Count, string Left, string Right) b)
    {
        int order = b.Count.CompareTo(a.Count);
        order = order != 0 ? order : string.CompareOrdinal(a.Left, b.Left);
        return order != 0 ? order : string.CompareOrdinal(a.Right, b.Right);
    }

    private int Id(string piece)
    {
        if (!_ids.TryGetValue(piece, out int id))
        {
            id = _pieces.Count;
            _pieces.Add(piece);
            _ids.Add(piece, id);
        }

        return id;
    }

    private void Enqueue((int Left, int Right) pair)
    {
        if (_pairs.GetValueOrDefault(pair) is > 0 and int count)
        {
            _queue.Enqueue(pair, (count, _pieces[pair.Left], _pieces[pair.Right]));
        }
    }

    /// <summary>Adds a word's pairs to the counts, or takes them away.</summary>
    private void Count(int word, int count, HashSet<(int, int)>? touched)
    {
        int[] pieces = _words[word];
        for (int i = 0; i + 1 < pieces.Length; i++)
        {
            (int, int) pair = (pieces[i], pieces[i + 1]);
            _pairs[pair] = _pairs.GetValueOrDefault(pair) + count;
            if (count > 0)
            {
                if (!_where.TryGetValue(pair, out HashSet<int>? words))
                {
                    _where.Add(pair, words = []);
                }

                words.Add(word);
            }

            touched?.Add(pair);
        }
    }

    private void Join((int Left, int Right) pair, int joined)
    {
        var touched = new HashSet<(int, int)>();
        int[] words = [.. _where[pair]];
        foreach (int word in words)
        {
            Count(word, -_counts[word], null);
            int[] old = _words[word];
            var pieces = new List<int>(old.Length);
            for (int i = 0; i < old.Length; i++)
            {
                bool here = i + 1 < old.Length && old[i] == pair.Left && old[i + 1] == pair.Right;
                pieces.Add(here ? joined : old[i]);
                i += here ? 1 : 0;
            }

            _words[word] = [.. pieces];
            Count(word, _counts[word], touched);
        }

        _where.Remove(pair);
        _pairs.Remove(pair);
        foreach ((int, int) changed in touched)
        {
            Enqueue(changed);
        }
    }
}
