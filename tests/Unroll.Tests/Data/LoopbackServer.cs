using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Unroll.Tests.Data;

/// <summary>A few lines of HTTP/1.1 on the loopback interface, one request a connection, with the faults that a test asks for.</summary>
public sealed class LoopbackServer : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();

    public LoopbackServer()
    {
        _listener.Start();
        Address = new Uri($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}/");
        _ = ServeAsync();
    }

    public Uri Address { get; }

    public Dictionary<string, byte[]> Files { get; } = [];

    /// <summary>The Range header of each request, "" where there was none.</summary>
    public List<string> Ranges { get; } = [];

    public bool KnowsRanges { get; set; } = true;

    /// <summary>Break the connection after this many bytes of a body.</summary>
    public int? BreakAfter { get; set; }

    /// <summary>Say nothing more after this many bytes of a body.</summary>
    public int? StallAfter { get; set; }

    public void Dispose()
    {
        _stop.Cancel();
        _listener.Dispose();
        _stop.Dispose();
    }

    private async Task ServeAsync()
    {
        try
        {
            while (true)
            {
                using var client = await _listener.AcceptTcpClientAsync(_stop.Token);
                try
                {
                    await AnswerAsync(client.GetStream());
                }
                catch (IOException)
                {
                    // The other side hung up, as some tests have it do.
                }
            }
        }
        catch (Exception e) when (e is OperationCanceledException or ObjectDisposedException or SocketException)
        {
            // The test is over.
        }
    }

    private async Task AnswerAsync(NetworkStream stream)
    {
        using var reader = new StreamReader(stream, Encoding.ASCII, leaveOpen: true);
        string path = (await reader.ReadLineAsync(_stop.Token) ?? "").Split(' ').ElementAtOrDefault(1) ?? "";
        string range = "";
        while (await reader.ReadLineAsync(_stop.Token) is { Length: > 0 } header)
        {
            if (header.StartsWith("Range: ", StringComparison.OrdinalIgnoreCase))
                range = header[7..];
        }
        Ranges.Add(range);

        if (!Files.TryGetValue(path.TrimStart('/'), out byte[]? body))
        {
            await SendAsync(stream, "404 Not Found", "", "none"u8.ToArray());
            return;
        }
        int from = KnowsRanges && range.Length > 0 ? int.Parse(range["bytes=".Length..^1], CultureInfo.InvariantCulture) : 0;
        if (from >= body.Length && from > 0)
            await SendAsync(stream, "416 Range Not Satisfiable", "", []);
        else if (from > 0)
            await SendAsync(stream, "206 Partial Content", $"Content-Range: bytes {from}-{body.Length - 1}/{body.Length}\r\n", body[from..]);
        else
            await SendAsync(stream, "200 OK", "", body);
    }

    private async Task SendAsync(NetworkStream stream, string status, string headers, byte[] body)
    {
        string head = $"HTTP/1.1 {status}\r\nContent-Length: {body.Length}\r\n{headers}Connection: close\r\n\r\n";
        await stream.WriteAsync(Encoding.ASCII.GetBytes(head), _stop.Token);
        int count = Math.Min(body.Length, BreakAfter ?? StallAfter ?? body.Length);
        await stream.WriteAsync(body.AsMemory(0, count), _stop.Token);
        if (StallAfter is not null)
            await Task.Delay(Timeout.Infinite, _stop.Token);
    }
}
