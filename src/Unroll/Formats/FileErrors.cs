namespace Unroll.Formats;

/// <summary>Turns what the operating system says about a file into one clear line.</summary>
internal static class FileErrors
{
    private const int UnixDiskFull = 28; // ENOSPC, the same on Linux, macOS and the BSDs
    private const int UnixReadOnly = 30; // EROFS
    private const int WindowsDiskFull = unchecked((int)0x80070070);
    private const int WindowsHandleDiskFull = unchecked((int)0x80070027);
    private const int WindowsSharingViolation = unchecked((int)0x80070020);

    public static bool IsFileError(Exception e) => e is IOException or UnauthorizedAccessException or NotSupportedException;

    /// <summary>Whether opening failed because another handle holds the file (flock on Unix, share mode on Windows).</summary>
    public static bool IsInUse(IOException e) => OperatingSystem.IsWindows()
        ? e.HResult == WindowsSharingViolation
        : e.GetType() == typeof(IOException) && e.HResult is 11 or 35; // EWOULDBLOCK on Linux; on macOS and the BSDs

    public static UnrollException CannotRead(string path, Exception e) => new($"cannot read {path}: {Reason(e)}", e);

    public static UnrollException CannotWrite(string path, Exception e) => new($"cannot write {path}: {Reason(e)}", e);

    /// <summary>Opens a file for reading in a way that never disturbs a writer who appends to it or replaces it.</summary>
    /// <exception cref="UnrollException">It is missing, a folder, or not readable.</exception>
    public static FileStream OpenRead(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (Directory.Exists(path))
            throw new UnrollException($"cannot read {path}: it is a folder, not a file");
        try
        {
            const FileShare share = FileShare.ReadWrite | FileShare.Delete;
            return new FileStream(path, FileMode.Open, FileAccess.Read, share, 1 << 16, FileOptions.SequentialScan);
        }
        catch (Exception e) when (IsFileError(e))
        {
            throw CannotRead(path, e);
        }
    }

    /// <exception cref="UnrollException">It is missing, a folder, too long for an array, or not readable.</exception>
    public static byte[] ReadAllBytes(string path)
    {
        using FileStream stream = OpenRead(path);
        try
        {
            return ReadToEnd(stream);
        }
        catch (Exception e) when (IsFileError(e))
        {
            throw CannotRead(path, e);
        }
    }

    /// <summary>All that is left in a stream; memory grows with what really comes, not with a claimed length.</summary>
    public static byte[] ReadToEnd(Stream stream)
    {
        using var all = new MemoryStream();
        stream.CopyTo(all);
        return all.ToArray();
    }

    /// <summary>A name from a file, fit to stand in a one-line message: shortened, without control characters.</summary>
    public static string Quote(string name)
    {
        string shown = name.Length <= 60 ? name : name[..57] + "...";
        return "'" + string.Concat(shown.Select(c => BreaksLine(c) ? '?' : c)) + "'";
    }

    private static bool BreaksLine(char c) => char.IsControl(c) || char.IsSurrogate(c) || c is '\u2028' or '\u2029';

    private static string Reason(Exception e) => e switch
    {
        IOException { HResult: UnixDiskFull or WindowsDiskFull or WindowsHandleDiskFull } =>
            "the disk is full; free some space and try again",
        IOException { HResult: UnixReadOnly } => "the file system is read-only; choose another folder",
        UnauthorizedAccessException => "permission denied; check the rights of the file and its folder, or choose another",
        DirectoryNotFoundException => "its folder does not exist",
        FileNotFoundException => "there is no such file",
        _ => Plain(e.Message),
    };

    /// <summary>The first line without the path that .NET appends: that may be a temporary name, which tells the user nothing.</summary>
    private static string Plain(string message)
    {
        string line = message.Split('\n')[0].Trim();
        int path = line.IndexOf(" : '", StringComparison.Ordinal);
        return (path > 0 ? line[..path] : line).TrimEnd('.');
    }
}
