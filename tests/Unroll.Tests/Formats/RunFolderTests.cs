using Unroll.Formats;
using Unroll.Training;

namespace Unroll.Tests.Formats;

public sealed class RunFolderTests
{
    private static readonly DateTime Time = new(2025, 3, 4, 5, 6, 7);

    [Fact]
    public void A_run_is_named_by_recipe_and_time_and_never_shared()
    {
        using var folder = new TempFolder();
        string root = folder.File("runs");
        RunFolder first = RunFolder.Create(null, "surnames", root, Time);
        RunFolder second = RunFolder.Create(null, "surnames", root, Time);
        Assert.Equal(Path.Combine(root, "surnames-20250304-050607"), first.Path);
        Assert.Equal(first.Path + "-2", second.Path);
        Assert.True(Directory.Exists(second.Path));
        Assert.Throws<ArgumentException>(() => RunFolder.Create(null, "../x", root, Time));
    }

    [Fact]
    public void Parallel_starts_in_one_second_get_different_folders()
    {
        using var folder = new TempFolder();
        var paths = new string[16];
        Parallel.For(0, paths.Length, i => paths[i] = RunFolder.Create(null, "r", folder.Path, Time).Path);
        Assert.Equal(paths.Length, paths.Distinct().Count());
    }

    [Fact]
    public void A_written_run_opens_by_folder_and_by_model()
    {
        using var folder = new TempFolder();
        string path = folder.File("my/run");
        RunFolder run = RunFolder.Create(path, "surnames");
        Assert.Contains("is not a run", OneLine.Of(() => RunFolder.Open(path)), StringComparison.Ordinal);
        using (run.AcquireLock())
        {
            run.WriteConfig("{}");
            Safetensors.Write(run.ModelPath, [new("a", [], [1])]);
        }
        Assert.Equal("{}\n", run.ReadConfig());
        foreach (string name in new[] { path, path + Path.DirectorySeparatorChar, run.ModelPath })
        {
            RunFolder opened = RunFolder.Open(name);
            Assert.Equal(path, opened.Path);
            Assert.True(opened.HasModel);
            Assert.False(opened.HasCheckpoint);
            Assert.Equal(run.ConfigPath, opened.ConfigPath);
        }
        File.Move(run.ModelPath, folder.File("my/run/other.safetensors"));
        Assert.Equal(folder.File("my/run/other.safetensors"), RunFolder.Open(folder.File("my/run/other.safetensors")).ModelPath);
        Assert.Contains("expected a run folder", OneLine.Of(() => RunFolder.Open(run.ConfigPath)), StringComparison.Ordinal);
        Assert.Contains("there is no run", OneLine.Of(() => RunFolder.Open(folder.File("none"))), StringComparison.Ordinal);
    }

    [Fact]
    public void Folders_with_content_are_refused()
    {
        using var folder = new TempFolder();
        File.WriteAllText(folder.File("thesis.doc"), "");
        Assert.Contains("not empty and not a run", OneLine.Of(() => RunFolder.Create(folder.Path, "r")), StringComparison.Ordinal);
        Assert.Contains("is a file", OneLine.Of(() => RunFolder.Create(folder.File("thesis.doc"), "r")), StringComparison.Ordinal);
        Assert.Contains("cannot write", OneLine.Of(() => RunFolder.Create(folder.File("thesis.doc/x"), "r")), StringComparison.Ordinal);
        RunFolder.Create(folder.File("run"), "r").WriteConfig("{}");
        Assert.Contains("unroll resume", OneLine.Of(() => RunFolder.Create(folder.File("run"), "r")), StringComparison.Ordinal);
    }

    [Fact]
    public void What_a_kill_before_the_config_leaves_counts_as_empty()
    {
        using var folder = new TempFolder();
        RunFolder run = RunFolder.Create(folder.Path, "r");
        using (run.AcquireLock())
            File.WriteAllText(folder.File(".config.json.0123.tmp"), "{");
        File.WriteAllText(folder.File(".lock-owner"), "process 1 (gone) on nowhere\n");

        RunFolder again = RunFolder.Create(folder.Path, "r");
        using RunLock held = again.AcquireLock();
        again.WriteConfig("{}");
        Assert.Equal([".lock", ".lock-owner", "checkpoint", "config.json"], folder.Names());
    }

    [Fact]
    public void A_second_writer_is_told_who_holds_the_run()
    {
        using var folder = new TempFolder();
        RunFolder run = RunFolder.Create(folder.Path, "r");
        run.WriteConfig("{}");
        RunLock first = run.AcquireLock();
        string message = OneLine.Of(() => RunFolder.Open(folder.Path).AcquireLock());
        Assert.StartsWith($"{folder.Path} is in use by process {Environment.ProcessId} (", message, StringComparison.Ordinal);
        first.Dispose();
        first.Dispose();
        using RunLock second = RunFolder.Open(folder.Path).AcquireLock();
        OneLine.Of(() => run.AcquireLock());
    }

    [Fact]
    public void A_new_folder_that_another_process_used_meanwhile_is_refused()
    {
        using var folder = new TempFolder();
        RunFolder slow = RunFolder.Create(folder.Path, "r");
        RunFolder fast = RunFolder.Create(folder.Path, "r");
        using (fast.AcquireLock())
            fast.WriteConfig("{}");
        Assert.Contains("holds a run already", OneLine.Of(() => slow.AcquireLock()), StringComparison.Ordinal);
        using RunLock free = fast.AcquireLock(); // The refusal let go of the lock.
    }
}
