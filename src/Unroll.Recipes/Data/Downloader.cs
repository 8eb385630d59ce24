using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;

namespace Unroll.Recipes;

/// <summary>
/// Fetches files over HTTP into <c>.part</c> files, goes on with those it finds, and renames them when their checksum is right.
/// </summary>
internal sealed class Downloader : IDisposable
{
    private readonly HttpClient _client = new() { Timeout = Timeout.InfiniteTimeSpan };
    private readonly TimeSpan _patience;

    /// <summary>A downloader that gives up when nothing arrives for a while.</summary>
    internal Downloader(TimeSpan patience)
    {
        _patience = patience;
        _client.DefaultRequestHeaders.UserAgent.ParseAdd("unroll");
    }

    /// <summary>Makes sure that the file is there with the right content.</summary>
    /// <param name="file">What to fetch.</param>
    /// <param name="target">Where it goes.</param>
    /// <param name="report">Told how many of its bytes are here.</param>
    /// <param name="cancellationToken">Stops it; the <c>.part</c> file stays.</param>
    internal async Task FetchAsync(DataFile file, string target, Action<long> report, CancellationToken cancellationToken)
    {
        try
        {
            if (File.Exists(target) && await HashAsync(target, cancellationToken).ConfigureAwait(false) == file.Sha256)
                return;
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            string part = target + ".part";
            bool resumed = await FillAsync(file, part, report, cancellationToken).ConfigureAwait(false);
            string hash = await HashAsync(part, cancellationToken).ConfigureAwait(false);
            if (hash != file.Sha256 && resumed)
            {
                // The beginning may be that of another version, or of a write that was cut off: once more from the start.
                File.Delete(part);
                await FillAsync(file, part, report, cancellationToken).ConfigureAwait(false);
                hash = await HashAsync(part, cancellationToken).ConfigureAwait(false);
            }
            if (hash != file.Sha256)
            {
                long bytes = new FileInfo(part).Length;
                File.Delete(part);
                throw new UnrollException($"{file.Url}: the checksum is wrong ({bytes} bytes, sha256 {hash}; expected {file.Bytes} bytes, "
                    + $"sha256 {file.Sha256}); the source has changed or the download was tampered with, so it was deleted");
            }
            File.Move(part, target, overwrite: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UnrollException($"{target}: cannot be written: {e.Message}", e);
        }
    }

    /// <summary>Writes a small text file whole or not at all.</summary>
    internal static void WriteText(string target, string text)
    {
        try
        {
            string part = target + ".part";
            File.WriteAllText(part, text);
            File.Move(part, target, overwrite: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UnrollException($"{target}: cannot be written: {e.Message}", e);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _client.Dispose();

    /// <summary>Brings the <c>.part</c> file to the size of the whole.</summary>
    /// <returns>Whether it began with bytes of an earlier download.</returns>
    private async Task<bool> FillAsync(DataFile file, string part, Action<long> report, CancellationToken cancellationToken)
    {
        // Not shared: a second process that fetches the same file fails here instead of mixing its bytes in.
        using var output = new FileStream(part, FileMode.OpenOrCreate, FileAccess.Write, FileShare.None);
        if (output.Length > file.Bytes)
            output.SetLength(0);
        long start = output.Length;
        if (start == file.Bytes)
            return true;

        using var stalled = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        stalled.CancelAfter(_patience);
        try
        {
            using var response = await SendAsync(file.Url, start, stalled.Token).ConfigureAwait(false);
            if (response.Content.Headers.ContentRange?.From != start)
                output.SetLength(start = 0); // the server sends the whole file
            output.Position = start;

            using var input = await response.Content.ReadAsStreamAsync(stalled.Token).ConfigureAwait(false);
            var block = new byte[1 << 16];
            while (await ReadAsync(input, block, file.Url, stalled.Token).ConfigureAwait(false) is var count and > 0)
            {
                if (output.Position + count > file.Bytes)
                {
                    output.SetLength(0);
                    throw new UnrollException(
                        $"{file.Url}: the checksum is wrong (more than the {file.Bytes} bytes expected); the source has changed");
                }
                output.Write(block, 0, count);
                report(output.Position);
                stalled.CancelAfter(_patience);
            }
            output.Flush(flushToDisk: true);
            return start > 0;
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            throw Unreachable(file.Url, $"nothing arrived for {_patience.TotalSeconds:0.#} seconds", e);
        }
    }

    private async Task<HttpResponseMessage> SendAsync(Uri url, long start, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, url);
        if (start > 0)
            request.Headers.Range = new RangeHeaderValue(start, null);
        HttpResponseMessage response;
        try
        {
            response = await _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken).ConfigureAwait(false);
        }
        catch (HttpRequestException e)
        {
            throw Unreachable(url, e.Message, e);
        }
        bool asAsked = start == 0 || response.StatusCode != HttpStatusCode.PartialContent
            || response.Content.Headers.ContentRange?.From == start;
        if (response.IsSuccessStatusCode && asAsked)
            return response;

        var status = response.StatusCode;
        response.Dispose();
        if (start > 0 && (!asAsked || status == HttpStatusCode.RequestedRangeNotSatisfiable))
            return await SendAsync(url, 0, cancellationToken).ConfigureAwait(false);
        throw new UnrollException(
            $"{url}: the server answered {(int)status} ({status}); try again later, or pass the files with --data");
    }

    private static async Task<int> ReadAsync(Stream input, byte[] block, Uri url, CancellationToken cancellationToken)
    {
        try
        {
            return await input.ReadAsync(block, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or HttpRequestException)
        {
            throw new UnrollException($"{url}: the connection broke off ({e.Message}); run the command again to go on from there", e);
        }
    }

    private static UnrollException Unreachable(Uri url, string reason, Exception e) =>
        new($"{url}: cannot be downloaded ({reason}); check the network connection, or pass the files with --data", e);

    private static async Task<string> HashAsync(string path, CancellationToken cancellationToken)
    {
        using var stream = File.OpenRead(path);
        return Convert.ToHexStringLower(await SHA256.HashDataAsync(stream, cancellationToken).ConfigureAwait(false));
    }
}
