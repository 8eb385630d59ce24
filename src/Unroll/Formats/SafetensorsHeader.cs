using System.Globalization;
using System.Text;

namespace Unroll.Formats;

/// <summary>The names and limits of the header, its own checksum, and the check that its offsets tile the data exactly.</summary>
internal static class SafetensorsHeader
{
    public const string MetadataKey = "__metadata__";
    public const string DataHashKey = "sha256";
    public const string HeaderHashKey = "header_sha256";

    /// <summary>The limit of the reference implementation, in bytes.</summary>
    public const int MaxLength = 100_000_000;

    /// <summary>
    /// SHA-256 over the names, dtypes, shapes, offsets and metadata (all but this hash itself), each with its length in front,
    /// so that no two headers with different meaning give the same text. The spelling of the JSON does not matter.
    /// </summary>
    public static string Hash(IEnumerable<SafetensorsEntry> entries, IReadOnlyDictionary<string, string> metadata)
    {
        var hash = new Sha256();
        foreach (SafetensorsEntry e in entries)
        {
            string shape = string.Join(",", Array.ConvertAll(e.Shape, extent => extent.ToString(CultureInfo.InvariantCulture)));
            Add(hash, string.Create(CultureInfo.InvariantCulture, $"{e.Name.Length}:{e.Name} {e.Dtype} [{shape}] {e.Begin} {e.End}\n"));
        }
        foreach (string key in metadata.Keys.Order(StringComparer.Ordinal))
        {
            if (key != HeaderHashKey)
                Add(hash, string.Create(CultureInfo.InvariantCulture, $"{key.Length}:{key} {metadata[key].Length}:{metadata[key]}\n"));
        }
        return hash.Finish();
    }

    /// <summary>Sorts the entries by offset and checks that they tile the data section: no hole, no overlap, nothing left over.</summary>
    /// <exception cref="UnrollException">They do not.</exception>
    public static List<SafetensorsEntry> Tile(List<SafetensorsEntry> entries, long dataLength, string source)
    {
        // Most headers are in order. Where one is not, a stable sort: empty tensors share their offsets and keep the order of the header.
        List<SafetensorsEntry> sorted = IsInOrder(entries) ? entries : [.. entries.OrderBy(entry => entry.Begin).ThenBy(entry => entry.End)];
        long offset = 0;
        foreach (SafetensorsEntry entry in sorted)
        {
            string name = FileErrors.Quote(entry.Name);
            if (entry.End > dataLength)
            {
                throw new UnrollException(
                    $"{source} is cut short: tensor {name} ends at data byte {entry.End}, the file has {dataLength}; get or save it again");
            }
            if (entry.Begin != offset)
            {
                string fault = entry.Begin < offset ? "overlaps the tensor before it" : "leaves a hole before it";
                throw new UnrollException($"{source} is not a valid safetensors file: tensor {name} at data byte {entry.Begin} {fault}");
            }
            offset = entry.End;
        }
        if (offset != dataLength)
        {
            throw new UnrollException(
                $"{source} is not a valid safetensors file: {dataLength - offset} bytes after the last tensor, from data byte {offset} on");
        }
        return sorted;
    }

    private static bool IsInOrder(List<SafetensorsEntry> entries)
    {
        for (int i = 1; i < entries.Count; i++)
        {
            SafetensorsEntry last = entries[i - 1], next = entries[i];
            if (next.Begin < last.Begin || (next.Begin == last.Begin && next.End < last.End))
                return false;
        }
        return true;
    }

    private static void Add(Sha256 hash, string text) => hash.Append(Encoding.UTF8.GetBytes(text));
}
