namespace Unroll.Recipes;

/// <summary>One file of a data set at its source.</summary>
/// <param name="Path">Where it belongs in the folder of the data set, with forward slashes.</param>
/// <param name="Url">Its public address.</param>
/// <param name="Sha256">The SHA-256 of its bytes, in lower-case hexadecimal.</param>
/// <param name="Bytes">Its size.</param>
public sealed record DataFile(string Path, Uri Url, string Sha256, long Bytes);
