using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using Unroll.Data;

namespace Unroll.Recipes;

/// <summary>The SHA-256 of sequences: the data itself, whatever files it lies in.</summary>
internal static class SeriesFingerprint
{
    public static string Of(IEnumerable<FeatureSequence> sequences)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (FeatureSequence sequence in sequences)
        {
            hash.AppendData(Encoding.UTF8.GetBytes($"{sequence.Id}\t{sequence.Steps}\n"));
            hash.AppendData(MemoryMarshal.AsBytes(sequence.Values.AsSpan()));
            if (sequence is LabeledSequence labeled)
                hash.AppendData(BitConverter.GetBytes(labeled.Label));
            if (sequence is TargetSequence target)
                hash.AppendData(MemoryMarshal.AsBytes(target.Targets.AsSpan()));
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
