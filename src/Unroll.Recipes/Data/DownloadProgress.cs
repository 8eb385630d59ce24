namespace Unroll.Recipes;

/// <summary>How far a download has come.</summary>
/// <param name="File">The file being fetched.</param>
/// <param name="FilesDone">How many files are complete.</param>
/// <param name="FileCount">How many files there are.</param>
/// <param name="BytesDone">How many bytes of all files are here.</param>
/// <param name="BytesTotal">The size of all files.</param>
public readonly record struct DownloadProgress(string File, int FilesDone, int FileCount, long BytesDone, long BytesTotal);
