namespace Unroll.Cli;

/// <summary>Which folders of a path were not there before a command, so that a command that fails early leaves none behind.</summary>
internal sealed class Folders
{
    private readonly List<string> _missing = [];

    /// <summary>Looks at a path before anything is made there.</summary>
    public Folders(string path)
    {
        for (string? folder = Path.GetFullPath(path); folder is not null && !Directory.Exists(folder); folder = Path.GetDirectoryName(folder))
        {
            _missing.Add(folder);
        }
    }

    /// <summary>
    /// Removes what a run leaves that never got its config.json: lock files, an empty checkpoint folder, and the folders made for it.
    /// </summary>
    /// <param name="run">The run folder.</param>
    /// <param name="isNew">Whether the run folder itself is certainly new.</param>
    public void RemoveEmptyRun(string run, bool isNew)
    {
        try
        {
            string checkpoint = Path.Combine(run, "checkpoint");
            if (Directory.Exists(checkpoint))
            {
                Directory.Delete(checkpoint);
            }

            foreach (string name in (ReadOnlySpan<string>)[".lock-owner", ".lock"])
            {
                File.Delete(Path.Combine(run, name));
            }

            // Innermost first; each only if nothing else has come into it.
            foreach (string folder in (isNew ? _missing.Prepend(run) : _missing).Where(Directory.Exists))
            {
                Directory.Delete(folder);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Something is in there that is not ours to remove; the error that brought us here is the one to report.
        }
    }
}
