using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using Unroll.Data;
using Unroll.Recipes;

namespace Unroll.Tests.Data;

public sealed class DownloadTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly LoopbackServer _server = new();
    private readonly byte[] _content = new byte[300_000];

    public DownloadTests()
    {
        var random = new SplitMix(1);
        for (int i = 0; i < _content.Length; i++)
            _content[i] = (byte)random.Next();
        _server.Files["a.bin"] = _content;
        _server.Files["b.bin"] = "small"u8.ToArray();
    }

    private string Target => Path.Combine(_folder.Path, "cache", "test", "a.bin");

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _server.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task FetchesChecksAndRecords()
    {
        var told = new Told();
        var store = Store();
        var set = Set();
        Assert.Equal(DataOrigin.BuiltIn, store.Resolve(set).Origin);
        var location = await store.GetAsync(set, told, Stop);

        Assert.Equal(location, store.Resolve(set));
        Assert.Equal(DataOrigin.Cache, location.Origin);
        Assert.Equal(_content, File.ReadAllBytes(Target));
        Assert.Equal(["SOURCE.md", "a.bin", "b.bin"], Directory.GetFiles(location.Path!).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        Assert.Contains("Licence: free", File.ReadAllText(Path.Combine(location.Path!, "SOURCE.md")));
        Assert.Equal(told.All.Select(p => p.BytesDone).Order(), told.All.Select(p => p.BytesDone));
        Assert.Equal(new DownloadProgress("b.bin", 2, 2, 300_005, 300_005), told.All[^1]);

        _server.Ranges.Clear();
        await store.GetAsync(set, cancellationToken: Stop);
        Assert.Empty(_server.Ranges); // nothing to fetch again
    }

    [Fact]
    public async Task AFileThatWasSpoiledIsFetchedAgain()
    {
        await Store().GetAsync(Set(), cancellationToken: Stop);
        File.WriteAllText(Target, "spoiled");
        Assert.Equal(DataOrigin.BuiltIn, Store().Resolve(Set()).Origin); // not of the right size
        await Store().GetAsync(Set(), cancellationToken: Stop);
        Assert.Equal(_content, File.ReadAllBytes(Target));
    }

    [Fact]
    public async Task GoesOnWhereTheConnectionBroke()
    {
        _server.BreakAfter = 100_000;
        string message = (await Assert.ThrowsAsync<UnrollException>(() => Store().GetAsync(Set(), cancellationToken: Stop))).Message;
        Assert.StartsWith($"{_server.Address}a.bin: the connection broke off", message);
        Assert.EndsWith("run the command again to go on from there", message);
        Assert.DoesNotContain('\n', message);
        Assert.False(File.Exists(Target));
        long kept = new FileInfo(Target + ".part").Length;
        Assert.InRange(kept, 1, 100_000);

        _server.BreakAfter = null;
        await Store().GetAsync(Set(), cancellationToken: Stop);
        Assert.Equal(["", $"bytes={kept}-", ""], _server.Ranges);
        Assert.Equal(_content, File.ReadAllBytes(Target));
        Assert.False(File.Exists(Target + ".part"));
    }

    [Fact]
    public async Task AServerWithoutRangesSendsItAllAgain()
    {
        Leave(_content[..1000]);
        _server.KnowsRanges = false;
        await Store().GetAsync(Set(), cancellationToken: Stop);
        Assert.Equal("bytes=1000-", _server.Ranges[0]);
        Assert.Equal(_content, File.ReadAllBytes(Target));
    }

    [Fact]
    public async Task ABeginningOfSomethingElseIsDroppedOnce()
    {
        Leave(new byte[1000]);
        await Store().GetAsync(Set(), cancellationToken: Stop);
        Assert.Equal(["bytes=1000-", "", ""], _server.Ranges);
        Assert.Equal(_content, File.ReadAllBytes(Target));
    }

    [Fact]
    public async Task AWholeOrOverlongPartIsHandled()
    {
        Leave(_content);
        await Store().GetAsync(Set(), cancellationToken: Stop);
        Assert.Equal([""], _server.Ranges); // only the other file
        File.Delete(Target);
        Leave([.. _content, 1]);
        await Store().GetAsync(Set(), cancellationToken: Stop);
        Assert.Equal(_content, File.ReadAllBytes(Target));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(1)]
    public async Task AWrongChecksumLeavesNothingBehind(int extra)
    {
        var set = Set();
        byte[] other = new byte[_content.Length + extra];
        _server.Files["a.bin"] = other;
        string message = (await Assert.ThrowsAsync<UnrollException>(() => Store().GetAsync(set, cancellationToken: Stop))).Message;
        Assert.StartsWith($"{_server.Address}a.bin: the checksum is wrong", message);
        Assert.False(File.Exists(Target));
        Assert.True(!File.Exists(Target + ".part") || new FileInfo(Target + ".part").Length == 0);
        Assert.Equal(DataOrigin.BuiltIn, Store().Resolve(set).Origin);
    }

    [Fact]
    public async Task A404IsNamed()
    {
        var set = Set();
        _server.Files.Clear();
        Assert.Equal($"{_server.Address}a.bin: the server answered 404 (NotFound); try again later, or pass the files with --data",
            (await Assert.ThrowsAsync<UnrollException>(() => Store().GetAsync(set, cancellationToken: Stop))).Message);
    }

    [Fact]
    public async Task WithoutAServerTheMessageIsOneLine()
    {
        int port;
        using (var taken = new TcpListener(IPAddress.Loopback, 0))
        {
            taken.Start();
            port = ((IPEndPoint)taken.LocalEndpoint).Port;
        }
        var set = Set() with { Files = [new("a.bin", new Uri($"http://127.0.0.1:{port}/a.bin"), new string('0', 64), 5)] };
        string message = (await Assert.ThrowsAsync<UnrollException>(() => Store().GetAsync(set, cancellationToken: Stop))).Message;
        Assert.StartsWith($"http://127.0.0.1:{port}/a.bin: cannot be downloaded (", message);
        Assert.EndsWith("check the network connection, or pass the files with --data", message);
        Assert.DoesNotContain('\n', message);
    }

    [Fact]
    public async Task AServerThatFallsSilentIsGivenUp()
    {
        _server.StallAfter = 10;
        string message = (await Assert.ThrowsAsync<UnrollException>(
            () => Store(patience: TimeSpan.FromSeconds(0.5)).GetAsync(Set(), cancellationToken: Stop))).Message;
        Assert.Contains("nothing arrived for 0.5 seconds", message);
    }

    [Fact]
    public async Task CancellationKeepsWhatArrived()
    {
        _server.StallAfter = 70_000;
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        var afterSome = new Told { Then = p => { if (p.BytesDone >= 1) cancel.Cancel(); } };
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Store().GetAsync(Set(), afterSome, cancel.Token));
        Assert.InRange(new FileInfo(Target + ".part").Length, 1, 70_000);
    }

    [Fact]
    public async Task ASecondProcessDoesNotMixItsBytesIn()
    {
        Leave([]);
        using var other = new FileStream(Target + ".part", FileMode.Open, FileAccess.Write, FileShare.None);
        string message = (await Assert.ThrowsAsync<UnrollException>(() => Store().GetAsync(Set(), cancellationToken: Stop))).Message;
        Assert.StartsWith($"{Target}: cannot be written: ", message);
    }

    [Fact]
    public async Task ACacheThatCannotBeWrittenIsNamed()
    {
        string file = _folder.File("file", "in the way");
        var store = new DataStore(null, file);
        Assert.Contains("cannot be written", (await Assert.ThrowsAsync<UnrollException>(() => store.GetAsync(Set(), cancellationToken: Stop))).Message);
        Assert.Equal("in the way", File.ReadAllText(file));
    }

    private DataStore Store(TimeSpan? patience = null) => new(null, Path.Combine(_folder.Path, "cache"), patience);

    private DataSet Set() => new()
    {
        Name = "test",
        Title = "Test",
        Licence = "free",
        Source = _server.Address,
        Description = "Bytes.",
        BuiltIn = "nothing",
        Files = [.. _server.Files.OrderBy(f => f.Key).Select(f =>
            new DataFile(f.Key, new Uri(_server.Address, f.Key), Convert.ToHexStringLower(SHA256.HashData(f.Value)), f.Value.Length))],
    };

    private void Leave(byte[] part) => _folder.File("cache/test/a.bin.part", part);

    private sealed class Told : IProgress<DownloadProgress>
    {
        public List<DownloadProgress> All { get; } = [];

        public Action<DownloadProgress>? Then { get; init; }

        public void Report(DownloadProgress value)
        {
            All.Add(value);
            Then?.Invoke(value);
        }
    }
}
