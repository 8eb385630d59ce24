using System.Text;

namespace Unroll.Formats;

/// <summary>
/// Replaces a file as a whole: readers and crashes see the old content or the new one, never a part.
/// The bytes go to a temporary name in the same folder, are flushed to disk, and one rename puts them in place.
/// Killed before the rename: the old file is untouched and a <c>.name.xxxx.tmp</c> is left, which the next owner of the
/// run folder sweeps away. Killed after it: the new file is complete. There is no state in between.
/// </summary>
public static class AtomicFile
{
    private const string Suffix = ".tmp";

    /// <summary>Writes a file through <paramref name="write"/>; the target appears, or changes, only when all of it is on disk.</summary>
    /// <param name="path">The target; its folder must exist. A device such as <c>/dev/stdout</c> is written in place.</param>
    /// <param name="write">Writes the content; what it throws is passed on after cleaning up.</param>
    /// <exception cref="UnrollException">The disk is full, the folder is missing or read-only, ...: nothing was changed.</exception>
    public static void Write(string path, Action<Stream> write) => Write(path, write, OpenNew);

    /// <summary>Replaces the content of a file by <paramref name="bytes"/>.</summary>
    /// <exception cref="UnrollException">The file could not be written; nothing was changed.</exception>
    public static void WriteAllBytes(string path, byte[] bytes)
    {
        ArgumentNullException.ThrowIfNull(bytes);
        Write(path, stream => stream.Write(bytes));
    }

    /// <summary>Replaces the content of a file by <paramref name="text"/> in UTF-8 without a byte order mark.</summary>
    /// <exception cref="UnrollException">The file could not be written; nothing was changed.</exception>
    public static void WriteAllText(string path, string text) => WriteAllBytes(path, Encoding.UTF8.GetBytes(text));

    /// <summary>The same with another way to open the temporary file: a test puts a full disk here.</summary>
    internal static void Write(string path, Action<Stream> write, Func<string, Stream> open)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(write);
        string target = Path.GetFullPath(path);
        string folder = Path.GetDirectoryName(target) ?? target;
        // A random name: two processes that write the same target must not share a half-written file.
        string temporary = Path.Combine(folder, $".{Path.GetFileName(target)}.{Guid.NewGuid():N}{Suffix}");
        try
        {
            if (Directory.Exists(target))
                throw new IOException("it is a folder, not a file");
            if (IsDevice(target))
            {
                using Stream device = new FileStream(target, FileMode.Open, FileAccess.Write, FileShare.ReadWrite);
                write(device);
                return;
            }
            using (Stream stream = open(temporary))
            {
                write(stream);
                stream.Flush();
                (stream as FileStream)?.Flush(flushToDisk: true);
            }
            Replace(temporary, target);
            FolderSync.TryFlush(folder);
        }
        catch (Exception e)
        {
            TryDelete(temporary);
            if (FileErrors.IsFileError(e))
                throw FileErrors.CannotWrite(path, e);
            throw;
        }
    }

    /// <summary>Removes what killed writers left in a folder. Only for the one who holds the folder's lock.</summary>
    internal static void Sweep(string folder)
    {
        foreach (string file in Directory.EnumerateFiles(folder))
        {
            if (IsTemporary(Path.GetFileName(file)))
                TryDelete(file);
        }
    }

    internal static bool IsTemporary(string fileName) =>
        fileName.StartsWith('.') && fileName.EndsWith(Suffix, StringComparison.Ordinal);

    private static FileStream OpenNew(string temporary) =>
        new(temporary, FileMode.CreateNew, FileAccess.Write, FileShare.None, 1 << 16);

    /// <summary>A rename over a device would replace the device itself by a plain file.</summary>
    private static bool IsDevice(string target) => !OperatingSystem.IsWindows()
        && target.StartsWith("/dev/", StringComparison.Ordinal)
        && !target.StartsWith("/dev/shm/", StringComparison.Ordinal);

    private static void Replace(string temporary, string target)
    {
        // Windows refuses the rename for the moment in which a reader or a virus scanner has the target open.
        for (int attempt = 1; ; attempt++)
        {
            try
            {
                File.Move(temporary, target, overwrite: true);
                return;
            }
            catch (Exception e) when (OperatingSystem.IsWindows() && attempt < 20 && e is IOException or UnauthorizedAccessException)
            {
                Thread.Sleep(25);
            }
        }
    }

    private static void TryDelete(string file)
    {
        try
        {
            File.Delete(file);
        }
        catch (Exception e) when (FileErrors.IsFileError(e))
        {
            // The error that brought us here is the one to report.
        }
    }
}
