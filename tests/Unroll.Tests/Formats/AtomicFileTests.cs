using Unroll.Formats;

namespace Unroll.Tests.Formats;

public sealed class AtomicFileTests
{
    [Fact]
    public void Writes_replaces_and_leaves_nothing_else()
    {
        using var folder = new TempFolder();
        string path = folder.File("a.txt");
        AtomicFile.WriteAllText(path, "one");
        AtomicFile.WriteAllText(path, "é");
        Assert.Equal([0xc3, 0xa9], File.ReadAllBytes(path));
        Assert.Equal(["a.txt"], folder.Names());
    }

    [Fact]
    public void The_target_is_untouched_until_the_end()
    {
        using var folder = new TempFolder();
        string path = folder.File("a");
        File.WriteAllText(path, "old");
        AtomicFile.Write(path, stream =>
        {
            stream.Write("new"u8);
            stream.Flush();
            Assert.Equal("old", File.ReadAllText(path));
            Assert.Single(folder.Names(), AtomicFile.IsTemporary);
        });
        Assert.Equal("new", File.ReadAllText(path));
    }

    [Fact]
    public void A_full_disk_keeps_the_old_file()
    {
        using var folder = new TempFolder();
        string path = folder.File("model");
        File.WriteAllText(path, "old");
        string message = OneLine.Of(() => AtomicFile.Write(path, stream => stream.Write(new byte[100]), name => new FullDisk(File.Create(name))));
        Assert.Equal($"cannot write {path}: the disk is full; free some space and try again", message);
        Assert.Equal(["model"], folder.Names());
        Assert.Equal("old", File.ReadAllText(path));
    }

    [Fact]
    public void A_full_device_is_reported_and_not_replaced()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "/dev/full is Linux's");
        string message = OneLine.Of(() => AtomicFile.WriteAllText("/dev/full", "x"));
        Assert.Contains("the disk is full", message, StringComparison.Ordinal);
        message = OneLine.Of(() => Safetensors.Write("/dev/full", [new("a", [100_000], new float[100_000])]));
        Assert.Contains("the disk is full", message, StringComparison.Ordinal);
        using var stillDevice = new FileStream("/dev/full", FileMode.Open, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0);
        Assert.Throws<IOException>(() => stillDevice.Write([1]));
    }

    [Fact]
    public void Folders_that_cannot_take_it_are_named()
    {
        using var folder = new TempFolder();
        File.WriteAllText(folder.File("file"), "");
        Directory.CreateDirectory(folder.File("sub"));
        foreach (string path in new[] { folder.File("file/x"), folder.File("none/x"), folder.File("sub"), folder.File(new string('x', 300)) })
            Assert.StartsWith($"cannot write {path}: ", OneLine.Of(() => AtomicFile.WriteAllText(path, "x")), StringComparison.Ordinal);
        Assert.Equal(["file", "sub"], folder.Names());
    }

    [Fact]
    public void A_system_folder_is_refused()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "/proc is Linux's");
        Assert.StartsWith("cannot write /proc/x: ", OneLine.Of(() => AtomicFile.WriteAllText("/proc/x", "x")), StringComparison.Ordinal);
    }

    [Fact]
    public void What_the_writer_throws_comes_through()
    {
        using var folder = new TempFolder();
        File.WriteAllText(folder.File("a"), "old");
        Assert.Throws<InvalidOperationException>(() => AtomicFile.Write(folder.File("a"), _ => throw new InvalidOperationException()));
        Assert.Equal(["a"], folder.Names());
        Assert.Equal("old", File.ReadAllText(folder.File("a")));
    }

    [Fact]
    public void Sweeping_takes_only_temporary_files()
    {
        using var folder = new TempFolder();
        foreach (string name in new[] { ".a.0123.tmp", "b.tmp", ".lock", "c" })
            File.WriteAllText(folder.File(name), "");
        AtomicFile.Sweep(folder.Path);
        Assert.Equal([".lock", "b.tmp", "c"], folder.Names());
    }

    [Fact]
    public void A_relative_path_without_folder_works()
    {
        string name = $"unroll-test-{Guid.NewGuid():N}";
        AtomicFile.WriteAllText(name, "x");
        Assert.Equal("x", File.ReadAllText(name));
        File.Delete(name);
    }

    /// <summary>Takes half of what is written, then reports ENOSPC as the system does.</summary>
    private sealed class FullDisk(Stream inner) : Stream
    {
        public override bool CanRead => false;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override void Flush() => inner.Flush();

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count)
        {
            inner.Write(buffer, offset, count / 2);
            throw new IOException("No space left on device : '/somewhere'", 28);
        }

        protected override void Dispose(bool disposing)
        {
            inner.Dispose();
            base.Dispose(disposing);
        }
    }
}
