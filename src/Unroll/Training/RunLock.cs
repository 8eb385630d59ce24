using System.Diagnostics;
using System.Globalization;
using Unroll.Formats;

namespace Unroll.Training;

/// <summary>
/// The exclusive right to write into a run folder. The lock is the operating system's, on the file <c>.lock</c>: it ends with
/// the process, however that dies, so that a killed run never blocks the next one. Who holds it stands in
/// <c>.lock-owner</c>, a second file because a locked one cannot be read by another process; that text is only for the
/// message and is believed only while the lock is really held. On a network file system without locks it does not exclude.
/// </summary>
public sealed class RunLock : IDisposable
{
    internal const string LockName = ".lock";
    internal const string OwnerName = ".lock-owner";
    private readonly string ownerPath;
    private FileStream? held;

    private RunLock(FileStream held, string ownerPath)
    {
        this.held = held;
        this.ownerPath = ownerPath;
    }

    /// <summary>Releases the lock. The file <c>.lock</c> stays: removing it would let two processes lock two different files.</summary>
    public void Dispose()
    {
        if (held is null)
            return;
        try
        {
            File.Delete(ownerPath);
        }
        catch (Exception e) when (FileErrors.IsFileError(e))
        {
            // A stale owner's name is never believed without the lock.
        }
        held.Dispose();
        held = null;
    }

    /// <exception cref="UnrollException">Another process holds the lock (it is named), or the folder cannot be written.</exception>
    internal static RunLock Acquire(string folder)
    {
        string ownerPath = Path.Combine(folder, OwnerName);
        FileStream stream;
        try
        {
            stream = new FileStream(Path.Combine(folder, LockName), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException e) when (FileErrors.IsInUse(e))
        {
            throw new UnrollException($"{folder} is in use by {Owner(ownerPath)}; wait until it ends, or stop it", e);
        }
        catch (Exception e) when (FileErrors.IsFileError(e))
        {
            throw FileErrors.CannotWrite(Path.Combine(folder, LockName), e);
        }
        var runLock = new RunLock(stream, ownerPath);
        try
        {
            using Process self = Process.GetCurrentProcess();
            string text = string.Create(
                CultureInfo.InvariantCulture, $"process {Environment.ProcessId} ({self.ProcessName}) on {Environment.MachineName}\n");
            AtomicFile.WriteAllText(ownerPath, text);
        }
        catch
        {
            runLock.Dispose();
            throw;
        }
        return runLock;
    }

    /// <summary>The new owner may be between taking the lock and writing its name: give it a moment.</summary>
    private static string Owner(string ownerPath)
    {
        for (int attempt = 0; attempt < 5; attempt++)
        {
            try
            {
                string text = System.Text.Encoding.UTF8.GetString(FileErrors.ReadAllBytes(ownerPath)).Trim();
                if (text.Length is > 0 and < 300 && !text.Contains('\n'))
                    return text;
            }
            catch (UnrollException)
            {
                // Not written yet.
            }
            Thread.Sleep(20);
        }
        return "another process";
    }
}
