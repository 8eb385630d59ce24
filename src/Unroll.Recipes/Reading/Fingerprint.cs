using System.Security.Cryptography;
using System.Text;

namespace Unroll.Recipes;

/// <summary>SHA-256 of data as it was understood, whatever files it lies in: a run that is resumed finds the same again.</summary>
internal static class Fingerprint
{
    /// <summary>Of the lines given, in order.</summary>
    public static string Of(IEnumerable<string> lines)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (string line in lines)
        {
            hash.AppendData(Encoding.UTF8.GetBytes(line + "\n"));
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    /// <exception cref="UnrollException">The data is not what the run began with.</exception>
    public static void Check(DataRecord record, string now, int items)
    {
        if (record.Sha256 != now)
        {
            throw new UnrollException(
                $"{record.Path ?? record.Source}: the data has changed since the run began ({record.Items} items then, {items} now); "
                + "put the old data back, or start a new run");
        }
    }
}
