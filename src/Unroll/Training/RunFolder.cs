using System.Globalization;
using System.Text;
using Unroll.Formats;
using IOPath = System.IO.Path;

namespace Unroll.Training;

/// <summary>
/// A run is a folder: <c>config.json</c>, <c>metrics.jsonl</c>, <c>model.safetensors</c>, <c>checkpoint/</c> and
/// <c>report.html</c>. <c>config.json</c> is written first and makes the folder a run. Every file but the metrics is replaced
/// atomically (<see cref="AtomicFile"/>), so that a run killed at any moment holds complete files only: before
/// config.json the folder counts as empty and may be created again; after it, the run resumes from its last checkpoint or,
/// without one, starts over. The metrics are cut back to the checkpoint on resume (<see cref="MetricsLog"/>).
/// </summary>
public sealed class RunFolder
{
    private const string ConfigName = "config.json";
    private const string ModelName = "model.safetensors";
    private const string CheckpointFolderName = "checkpoint";
    private bool isNew;

    private RunFolder(string path, string? modelPath, bool isNew)
    {
        Path = path;
        ModelPath = modelPath ?? IOPath.Combine(path, ModelName);
        this.isNew = isNew;
    }

    /// <summary>The folder.</summary>
    public string Path { get; }

    /// <summary>The resolved configuration, every default spelled out.</summary>
    public string ConfigPath => IOPath.Combine(Path, ConfigName);

    /// <summary>The weights that the run gives: <c>model.safetensors</c>, or the file that was opened.</summary>
    public string ModelPath { get; }

    /// <summary>The best weights so far while the run goes on, beside the checkpoint; the file need not exist.</summary>
    public string BestModelPath => IOPath.Combine(CheckpointFolder, "best.safetensors");

    /// <summary>The folder of the checkpoint; <see cref="AcquireLock"/> makes it.</summary>
    public string CheckpointFolder => IOPath.Combine(Path, CheckpointFolderName);

    /// <summary>The last checkpoint, a <see cref="CheckpointState"/>; the file need not exist.</summary>
    public string CheckpointPath => IOPath.Combine(CheckpointFolder, "state.safetensors");

    /// <summary>The metrics by step, a <see cref="MetricsLog"/>.</summary>
    public string MetricsPath => IOPath.Combine(Path, "metrics.jsonl");

    /// <summary>The report.</summary>
    public string ReportPath => IOPath.Combine(Path, "report.html");

    /// <summary>Whether the run has a checkpoint to resume from.</summary>
    public bool HasCheckpoint => File.Exists(CheckpointPath);

    /// <summary>Whether the run has weights.</summary>
    public bool HasModel => File.Exists(ModelPath);

    /// <summary>Makes a new run folder: <paramref name="outDir"/> itself if given, else <c>runs/&lt;recipe&gt;-&lt;time&gt;</c>.</summary>
    /// <param name="outDir">The run folder (<c>--out</c>), new or empty; null to name one by recipe and time.</param>
    /// <param name="recipeName">The recipe, a plain name such as <c>surnames</c>.</param>
    /// <exception cref="UnrollException">The folder holds a run or other files already, or cannot be made.</exception>
    public static RunFolder Create(string? outDir, string recipeName) => Create(outDir, recipeName, "runs", DateTime.Now);

    /// <summary>Opens a run by its folder, or by a <c>model.safetensors</c> with its <c>config.json</c> beside it.</summary>
    /// <exception cref="UnrollException">There is nothing, or it is not a run.</exception>
    public static RunFolder Open(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        RunFolder run;
        if (Directory.Exists(path))
        {
            run = new RunFolder(IOPath.TrimEndingDirectorySeparator(path), null, isNew: false);
        }
        else if (File.Exists(path))
        {
            if (!path.EndsWith(".safetensors", StringComparison.OrdinalIgnoreCase))
                throw new UnrollException($"{path} is not a run: expected a run folder or its {ModelName}");
            string? folder = IOPath.GetDirectoryName(path);
            run = new RunFolder(string.IsNullOrEmpty(folder) ? "." : folder, path, isNew: false);
        }
        else
        {
            throw new UnrollException($"there is no run at {path}: expected a run folder or its {ModelName}");
        }
        if (!File.Exists(run.ConfigPath))
        {
            throw new UnrollException(
                $"{path} is not a run: {run.ConfigPath} is missing; it was never one, or it was stopped before it started");
        }
        return run;
    }

    /// <summary>
    /// Takes the exclusive right to write into this folder; keep it while writing. Also sweeps away the temporary files of a
    /// killed predecessor, which only the holder of the lock may do.
    /// </summary>
    /// <exception cref="UnrollException">Another process holds it (it is named), or the folder cannot be written.</exception>
    public RunLock AcquireLock()
    {
        RunLock runLock = RunLock.Acquire(Path);
        try
        {
            if (isNew && File.Exists(ConfigPath))
                throw HoldsRun(Path); // Another process was faster with the same new folder.
            Directory.CreateDirectory(CheckpointFolder);
            AtomicFile.Sweep(Path);
            AtomicFile.Sweep(CheckpointFolder);
            return runLock;
        }
        catch (Exception e)
        {
            runLock.Dispose();
            if (FileErrors.IsFileError(e))
                throw FileErrors.CannotWrite(Path, e);
            throw;
        }
    }

    /// <summary>Writes <c>config.json</c>, atomically. From then on the folder is a run.</summary>
    /// <exception cref="UnrollException">The file cannot be written.</exception>
    public void WriteConfig(string json)
    {
        ArgumentNullException.ThrowIfNull(json);
        AtomicFile.WriteAllText(ConfigPath, json.EndsWith('\n') ? json : json + "\n");
        isNew = false;
    }

    /// <summary>The text of <c>config.json</c>.</summary>
    /// <exception cref="UnrollException">It is missing or not readable.</exception>
    public string ReadConfig() => Encoding.UTF8.GetString(FileErrors.ReadAllBytes(ConfigPath));

    /// <summary>The folder's path.</summary>
    public override string ToString() => Path;

    internal static RunFolder Create(string? outDir, string recipeName, string root, DateTime now)
    {
        ArgumentException.ThrowIfNullOrEmpty(recipeName);
        if (recipeName.AsSpan().ContainsAny('/', '\\', '\0') || recipeName.StartsWith('.'))
            throw new ArgumentException($"expected a plain recipe name, got '{recipeName}'", nameof(recipeName));
        if (outDir is not null)
            return CreateNamed(IOPath.TrimEndingDirectorySeparator(outDir));
        string name = recipeName + now.ToString("'-'yyyyMMdd'-'HHmmss", CultureInfo.InvariantCulture);
        for (int attempt = 1; ; attempt++)
        {
            string path = IOPath.Combine(root, attempt == 1 ? name : string.Create(CultureInfo.InvariantCulture, $"{name}-{attempt}"));
            if (TryClaim(path))
                return new RunFolder(path, null, isNew: true);
        }
    }

    private static RunFolder CreateNamed(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        try
        {
            if (File.Exists(path))
                throw new UnrollException($"{path} is a file; name a new or empty folder with --out");
            if (File.Exists(IOPath.Combine(path, ConfigName)))
                throw HoldsRun(path);
            if (Directory.Exists(path) && Directory.EnumerateFileSystemEntries(path).Any(IsForeign))
                throw new UnrollException($"{path} is not empty and not a run; name a new or empty folder with --out");
            Directory.CreateDirectory(path);
        }
        catch (Exception e) when (FileErrors.IsFileError(e))
        {
            throw FileErrors.CannotWrite(path, e);
        }
        return new RunFolder(path, null, isNew: true);
    }

    /// <summary>Whether an entry is more than what a run leaves that was killed before its config.json.</summary>
    private static bool IsForeign(string entry)
    {
        string name = IOPath.GetFileName(entry);
        return name == CheckpointFolderName
            ? !Directory.Exists(entry) || Directory.EnumerateFileSystemEntries(entry).Any()
            : name is not (RunLock.LockName or RunLock.OwnerName) && !AtomicFile.IsTemporary(name);
    }

    /// <summary>Two runs may start in the same second: the one that makes the lock file has the name.</summary>
    private static bool TryClaim(string path)
    {
        try
        {
            if (Directory.Exists(path))
                return false;
            Directory.CreateDirectory(path);
            string lockPath = IOPath.Combine(path, RunLock.LockName);
            using var claim = new FileStream(lockPath, FileMode.CreateNew, FileAccess.Write);
            return true;
        }
        catch (IOException) when (File.Exists(IOPath.Combine(path, RunLock.LockName)))
        {
            return false;
        }
        catch (Exception e) when (FileErrors.IsFileError(e))
        {
            throw FileErrors.CannotWrite(path, e);
        }
    }

    private static UnrollException HoldsRun(string path) =>
        new($"{path} holds a run already; resume it with `unroll resume {path}`, or name another folder with --out");
}
