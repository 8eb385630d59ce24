using System.Diagnostics;
using System.Text;

namespace Unroll.Cli.Tests;

/// <summary>A command under way.</summary>
internal sealed class RunningCommand : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);
    private readonly Process _process;
    private readonly StringBuilder _error = new();
    private readonly StringBuilder _out = new();
    private readonly Task _reading;
    private readonly ManualResetEventSlim _ended = new();

    public RunningCommand(Process process)
    {
        _process = process;
        process.ErrorDataReceived += (_, e) =>
        {
            if (e.Data is null)
            {
                _ended.Set();
                return;
            }

            lock (_error)
            {
                _error.Append(e.Data).Append('\n');
            }
        };
        process.BeginErrorReadLine();
        _reading = Task.Run(ReadOut);
    }

    public int Id => _process.Id;

    public Stream Input => _process.StandardInput.BaseStream;

    public bool HasExited => _process.HasExited;

    public string Out
    {
        get
        {
            lock (_out)
            {
                return _out.ToString();
            }
        }
    }

    public string Error
    {
        get
        {
            lock (_error)
            {
                return _error.ToString();
            }
        }
    }

    /// <summary>Waits until standard error has a text; fails if the command ends before.</summary>
    public void WaitFor(string text) => WaitFor(text, () => Error);

    /// <summary>Waits until standard output has a text; fails if the command ends before.</summary>
    public void WaitForOut(string text) => WaitFor(text, () => Out);

    /// <summary>Sends a signal such as INT.</summary>
    public void Signal(string name)
    {
        using Process kill = Process.Start("kill", ["-" + name, $"{_process.Id}"]);
        kill.WaitForExit();
    }

    /// <summary>kill -9.</summary>
    public void Kill() => _process.Kill();

    public Outcome Wait()
    {
        Assert.True(_process.WaitForExit(Patience), $"still running: {Error}");
        _process.WaitForExit();
        return new Outcome(_process.ExitCode, Read(), Error);
    }

    private string Read()
    {
        _reading.GetAwaiter().GetResult();
        return Out;
    }

    /// <summary>Every character as it comes, line ends included.</summary>
    private void ReadOut()
    {
        var block = new char[4096];
        for (int count = _process.StandardOutput.Read(block); count > 0; count = _process.StandardOutput.Read(block))
        {
            lock (_out)
            {
                _out.Append(block, 0, count);
            }
        }
    }

    private void WaitFor(string text, Func<string> stream)
    {
        var clock = Stopwatch.StartNew();
        while (!stream().Contains(text, StringComparison.Ordinal))
        {
            bool ended = _process.HasExited && _ended.Wait(1000) && _reading.Wait(1000);
            Assert.False(ended && !stream().Contains(text, StringComparison.Ordinal), $"ended without \"{text}\": {Error}");
            Assert.True(clock.Elapsed < Patience, $"no \"{text}\" came: {Error}");
            Thread.Sleep(5);
        }
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
        }

        _process.Dispose();
        _ended.Dispose();
    }
}
