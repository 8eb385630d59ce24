using System.Security.Cryptography;

namespace Unroll.Recipes;

/// <summary>The data of a run as config.json records it, so that resuming finds the same again.</summary>
/// <param name="Name">The data set.</param>
/// <param name="Source">Where it came from, for people.</param>
/// <param name="Path">The file or folder; null for what is built in.</param>
/// <param name="Sha256">Of the files, in order of their names; empty for what is built in.</param>
internal sealed record RecordedData(string Name, string Source, string? Path, string Sha256)
{
    /// <summary>Finds a data set.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="given">The path given with --data; null for none; <c>sample</c> for what is built in.</param>
    /// <param name="files">The names of its files where the path is a folder.</param>
    /// <exception cref="UnrollException">There is nothing at the path given.</exception>
    public static RecordedData Find(string name, string? given, params string[] files)
    {
        DataLocation location = given == "sample"
            ? new DataLocation(name, DataOrigin.BuiltIn, null, $"built in: {DataSets.Find(name).BuiltIn}")
            : DataStore.Default.Resolve(name, given);
        string? path = location.Path is null ? null : Resolve(location.Path, files);
        return new RecordedData(name, location.Description, path, path is null ? "" : Fingerprint(path));
    }

    /// <summary>Checks that the data is what it was.</summary>
    /// <exception cref="UnrollException">It is gone, or has changed.</exception>
    public RecordedData Again() => Path is null || Fingerprint(Path) == Sha256 ? this
        : throw new UnrollException($"{Path}: the data has changed since the run began; put the old data back, or start a new run");

    /// <summary>The files of the data: itself, or those of the folder by name.</summary>
    public static IReadOnlyList<string> Files(string path, string extension = "") =>
        Directory.Exists(path)
            ? [.. Directory.GetFiles(path).Where(f => f.EndsWith(extension, StringComparison.OrdinalIgnoreCase)).Order(StringComparer.Ordinal)]
            : [path];

    private static string Resolve(string path, string[] files)
    {
        string full = System.IO.Path.GetFullPath(path);
        if (!Directory.Exists(full) || files.Length == 0)
        {
            return full;
        }

        string? found = files.Select(f => System.IO.Path.Combine(full, f)).FirstOrDefault(File.Exists);
        return found ?? throw new UnrollException($"{path}: the folder has no {string.Join(" or ", files)}; name the file with --data");
    }

    private static string Fingerprint(string path)
    {
        try
        {
            using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            foreach (string file in Files(path))
            {
                hash.AppendData(File.ReadAllBytes(file));
            }

            return Convert.ToHexStringLower(hash.GetHashAndReset());
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UnrollException($"{path}: cannot be read: {e.Message}", e);
        }
    }
}
