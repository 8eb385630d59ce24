using System.Collections;

namespace Unroll.Data;

/// <summary>The classes of a task in a fixed order: names to ids from 0, and back.</summary>
public sealed class LabelSet : IReadOnlyList<string>
{
    private readonly string[] _names;
    private readonly Dictionary<string, int> _ids;

    /// <summary>Labels in the order given, which is the order of their ids.</summary>
    /// <param name="names">The names; none empty, none twice.</param>
    public LabelSet(IEnumerable<string> names)
    {
        ArgumentNullException.ThrowIfNull(names);
        _names = [.. names];
        _ids = new Dictionary<string, int>(_names.Length, StringComparer.Ordinal);
        for (int id = 0; id < _names.Length; id++)
        {
            if (string.IsNullOrEmpty(_names[id]))
                throw new ArgumentException($"expected a name for every label, got an empty one at id {id}", nameof(names));
            if (!_ids.TryAdd(_names[id], id))
                throw new ArgumentException($"expected different labels, got {Quote.Text(_names[id])} twice", nameof(names));
        }
    }

    /// <summary>How many labels there are.</summary>
    public int Count => _names.Length;

    /// <summary>The name of an id.</summary>
    /// <param name="id">From 0 to <see cref="Count"/> minus 1.</param>
    public string this[int id] => _names[id];

    /// <summary>The different labels among those given, in ordinal order, so that ids do not depend on the order of a file.</summary>
    /// <param name="labels">Labels, repeated as they may be.</param>
    public static LabelSet From(IEnumerable<string> labels) =>
        new(labels.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal));

    /// <summary>The id of a label, or -1 where there is no such label.</summary>
    /// <param name="name">A label.</param>
    public int IndexOf(string name) => _ids.GetValueOrDefault(name, -1);

    /// <summary>The id of a label.</summary>
    /// <param name="name">A label.</param>
    /// <param name="id">Its id.</param>
    /// <returns>Whether there is such a label.</returns>
    public bool TryGetId(string name, out int id) => _ids.TryGetValue(name, out id);

    /// <inheritdoc/>
    public IEnumerator<string> GetEnumerator() => ((IEnumerable<string>)_names).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
