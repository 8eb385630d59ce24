using System.Security.Cryptography;
using System.Text;
using Unroll.Data;

namespace Unroll.Recipes;

/// <summary>Pairs with their record.</summary>
internal static class TranslationData
{
    /// <summary>The record of some pairs.</summary>
    public static DataRecord Record(string name, string source, string? path, params ReadOnlySpan<TextPairs> parts)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        int items = 0;
        foreach (TextPairs pairs in parts)
        {
            items += pairs.Count;
            foreach (TextPair pair in pairs)
            {
                hash.AppendData(Encoding.UTF8.GetBytes($"{pair.Source}\t{pair.Target}\n"));
            }
        }

        return new DataRecord(name, source, path is null ? null : Path.GetFullPath(path), items,
            Convert.ToHexStringLower(hash.GetHashAndReset()));
    }

    /// <summary>Refuses to go on with other data than a run began with.</summary>
    /// <exception cref="UnrollException">The data has changed.</exception>
    public static void Expect(DataRecord record, DataRecord now)
    {
        if (record.Sha256 != now.Sha256)
        {
            throw new UnrollException(
                $"{now.Path ?? now.Source}: the data is not what the run began with ({record.Items} pairs then, {now.Items} now); "
                + "a run goes on with its own data only");
        }
    }
}
